"""What a telephone's camera reads off a page or a picture."""

from pathlib import Path

import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument

DOTS_PER_MM = 6


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as they come out of the printer."""
    with PdfDocument(pdf) as document:
        return [page.render(scale=DOTS_PER_MM * 25.4 / 72).to_pil() for page in document]


def codes(picture: Image.Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)


def decoded(path: Path) -> set[str]:
    """Where the QR codes of a PDF or a picture lead."""
    pictures = pages(path.read_bytes()) if path.suffix == ".pdf" else [Image.open(path)]
    return {code.text for picture in pictures for code in codes(picture)}
