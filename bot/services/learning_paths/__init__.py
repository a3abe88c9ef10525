"""Individual educational paths (ИОМ): from a teacher's own result, by open rules; private like the result."""
