"""Links as people get them: addresses for every messenger, QR codes, the poster, the sheet of a school's links."""
