"""The examples of README.md and of the manual pages, typed in as they stand: each answer must be the one that is printed there."""

import unittest

from tests.support.htqd import SOURCE
from tests.support.transcripts import Transcripts, blocks_of_manual, blocks_of_markdown


class Examples(Transcripts):
    def test_what_readme_shows_is_what_is_printed(self):
        text = (SOURCE / "README.md").read_text(encoding="utf-8")
        self.assertGreater(self.replay(blocks_of_markdown(text)), 5, "README shows what the commands print")

    def test_what_the_manual_pages_show_is_what_is_printed(self):
        blocks = []
        # One office for all of them: htqd(8) starts it.
        for page in ("htqd.8", "htqctl.1", "htqd.7"):
            blocks += blocks_of_manual((SOURCE / "ops" / "man" / page).read_text(encoding="utf-8"))
        self.assertGreater(self.replay(blocks), 5, "the pages show what the commands print")


if __name__ == "__main__":
    unittest.main()
