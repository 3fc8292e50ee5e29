from .archive import ArchiveIndexPage, ArchiveItem
from .articles import ArticleFigure, ArticlePage, NewsIndexPage

__all__ = ["ArchiveIndexPage", "ArchiveItem", "ArticleFigure", "ArticlePage", "NewsIndexPage"]
