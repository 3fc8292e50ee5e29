from portal.tenancy.forms import AuthorityPageForm


class ArticleForm(AuthorityPageForm):
    def _post_clean(self) -> None:
        """The article's own check sees the figures being typed, not those of the last save."""
        figures = self.formsets["article_figures"]
        if figures.is_valid():
            figures.save(commit=False)
        super()._post_clean()
