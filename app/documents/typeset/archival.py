"""What makes a PDF fit for the archive: PDF/A-2b (ISO 19005-2).

Fonts are embedded and nothing is transparent or encrypted anyway; what lacks is metadata that says
so (clause 6.6) and a colour profile for the red rules (clause 6.2.3). Papers of an agency are
archival records (档案法), and an archive takes PDF/A.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc

_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{title}</pdf:Keywords>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreatorTool>{author}</xmp:CreatorTool><pdf:Producer>{author}</pdf:Producer>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_INVARIANT_DAY = "2000-01-01T00:00:00+00:00"
"""reportlab's own constant of documents whose bytes do not depend on the day."""
_MADE = slice(24, 36)
"""Where an ICC profile says when it was made (ICC.1 clause 7.2): the same bytes on any day."""


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]
    """The document root, which reportlab does not let name output intents."""

    __NoDefault__ = (*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents")
    __Refs__ = pdfdoc.PDFCatalog.__Refs__


def make_archival(canvas: Any, title: str, author: str) -> None:
    """Declare a new document of ``canvas`` as PDF/A-2b, with its title and author."""
    document = canvas._doc
    for tell in (canvas.setTitle, canvas.setSubject, canvas.setKeywords):
        tell(title)
    for tell in (canvas.setAuthor, canvas.setCreator, canvas.setProducer):
        tell(author)
    text = _METADATA.format(title=escape(title), author=escape(author), day=_INVARIANT_DAY)
    metadata = pdfdoc.PDFStream(content=text.encode("utf-8"))
    metadata.dictionary["Type"] = pdfdoc.PDFName("Metadata")
    metadata.dictionary["Subtype"] = pdfdoc.PDFName("XML")
    profile = pdfdoc.PDFStream(content=_srgb())
    profile.dictionary["N"] = 3
    intent = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    document.Catalog.__class__ = _Catalog
    document.Catalog.Metadata = document.Reference(metadata)
    document.Catalog.OutputIntents = pdfdoc.PDFArray([intent])


@cache
def _srgb() -> bytes:
    """The colour profile of the page, dated on a constant day."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_MADE] = (2000).to_bytes(2, "big") + b"\0\1\0\1" + bytes(6)
    return bytes(profile)
