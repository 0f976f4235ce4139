"""sopc doc: the pages of every example parse, every link leads somewhere, nothing comes from outside, names cannot become
markup, and whoever reads something is found from it."""
import html.parser
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = sorted({file.parent for file in (ROOT / "examples").glob("*/*.sop")})
VOID = {"meta", "br", "rect", "path"}


class Page(html.parser.HTMLParser):
    """Balanced elements, what they refer to, and the text of each article."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.faults, self.tags = [], set(), [], [], set()
        self.articles, self.article = {}, None
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"left open: {self.open}")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.faults.append(f"twice: {attributes['id']}")
            self.ids.add(attributes["id"])
        if tag == "article":
            self.article = attributes["id"]
            self.articles[self.article] = {"text": "", "links": []}
        if "href" in attributes:
            self.links.append(attributes["href"])
            if self.article:
                self.articles[self.article]["links"].append(attributes["href"])
        for name in attributes:
            if name in ("src", "srcset", "action", "style") or name.startswith("on"):
                self.faults.append(f"<{tag} {name}>")

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")
        if tag == "article":
            self.article = None

    def handle_data(self, data):
        if self.article:
            self.articles[self.article]["text"] += data


def pages(program, lang="en"):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([SOPC, "doc", program, "--html", folder + "/pages", "--lang", lang], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        if done.returncode != 0:
            return done, {}
        return done, {file.name: file.read_text(encoding="utf-8") for file in pathlib.Path(folder, "pages").glob("*.html")}


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Doc(unittest.TestCase):
    def article(self, made, name):
        for text in made.values():
            page = Page(text)
            for key, article in page.articles.items():
                if re.match(rf"\s*{re.escape(name)}(\s|$)", article["text"]):
                    return key, article
        self.fail(f"no article about {name}")

    def check(self, made, where):
        read = {name: Page(text) for name, text in made.items()}
        self.assertIn("index.html", read)
        for name, page in read.items():
            self.assertEqual(page.faults, [], f"{where} {name}")
            self.assertNotIn("script", page.tags)
            for link in page.links:
                file, _, anchor = link.partition("#")
                self.assertIn(file, read, f"{where} {name}: {link}")
                if anchor:
                    self.assertIn(anchor, read[file].ids, f"{where} {name}: {link}")
            self.assertNotRegex(made[name].replace("http-equiv", ""), r"https?:|//[a-z]|url\((?!#)|@import", f"{where} {name}")
            self.assertIn('name="viewport"', made[name])
            self.assertIn("@media print", made[name])
        return read

    def test_pages_of_all_examples(self):
        self.assertGreaterEqual(len(EXAMPLES), 7)
        for example in EXAMPLES:
            for lang in ("en", "zh"):
                done, made = pages(example, lang)
                self.assertEqual(done.returncode, 0, done.stderr)
                read = self.check(made, f"{example.name} {lang}")
                self.assertGreater(sum(len(page.articles) for page in read.values()), 5)
                self.assertIn(f'<html lang="{lang}">', made["index.html"])

    def test_what_reads_what_in_both_directions(self):
        _, made = pages(ROOT / "examples" / "first_steps")
        spend, spend_article = self.article(made, "spend_365d")
        risk, risk_article = self.article(made, "at_risk")
        self.assertIn(f"attributes.html#{spend}", risk_article["links"])
        self.assertIn(f"segments.html#{risk}", spend_article["links"])
        self.assertIn("an amount of money", spend_article["text"])
        self.assertIn("近一年消费", spend_article["text"])
        coupon, coupon_article = self.article(made, "coupon_reminder")
        rule, rule_article = self.article(made, "send_coupon_reminder")
        self.assertIn(f"templates.html#{coupon}", rule_article["links"])
        self.assertIn(f"rules.html#{rule}", coupon_article["links"])
        self.assertIn("bring a good new customer back", made["index.html"])

    def test_keywords_in_the_language_of_the_reader(self):
        _, made = pages(ROOT / "examples" / "first_steps", "zh")
        self.assertIn("分群", made["segments.html"])
        self.assertIn("<b>介于</b>", made["segments.html"])
        self.assertIn("是每位客户的一个金额", made["attributes.html"])

    def test_journeys_are_pictures_and_lists(self):
        _, made = pages(ROOT / "examples" / "b_repurchase_chain")
        page = Page(made["journeys.html"])
        self.assertIn("svg", page.tags)
        self.assertIn("ol", page.tags)
        self.assertIn("timed out", made["journeys.html"])
        self.assertIn('role="img"', made["journeys.html"])

    def test_names_and_texts_full_of_markup_are_neutral(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "p.sop")
            program.write_text("""project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id  `<script>alert(1)</script>` int?  opted_out bool consent }
events orders key customer_id time at { customer_id id  at datetime }
## <img src=x onerror=alert(2)> & "quotes"
attribute `"><script>alert(3)</script>` "</pre><script>alert(4)</script>" = `<script>alert(1)</script>`
segment reads_it = `"><script>alert(3)</script>` > 3
template t { purpose "<svg onload=alert(5)>"  text “<b onclick='x'>{{</b> \u2028” }
policy quiet { suppress opted_out }
journey `</svg><script>` { enter on orders reenter never  `<a href="x">`: wait for `orders`: orders up to 3 days { on orders { send t } on timeout { stop } } }
""", encoding="utf-8")
            done, made = pages(program)
            self.assertEqual(done.returncode, 0, done.stderr)
            read = self.check(made, "hostile")
            for page in read.values():
                self.assertLessEqual(page.tags, {"html", "head", "meta", "title", "style", "body", "nav", "a", "main", "h1", "h2", "section", "ul", "li", "span", "article", "p", "strong",
                                                 "pre", "b", "div", "svg", "defs", "marker", "path", "g", "rect", "text", "details", "summary", "ol"})
            _, article = self.article(made, '"><script>alert(3)</script>')
            self.assertIn("</pre><script>alert(4)</script>", article["text"])

    def test_colours_hold_wcag_aa(self):
        _, made = pages(ROOT / "examples" / "first_steps")
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", made["index.html"]))
        for ink in ("ink", "muted", "blue"):
            for behind in (colours["page"], colours["box"], "#f6f8fa"):
                self.assertGreaterEqual(contrast(colours[ink], behind), 4.5, (ink, behind))

    def test_programs_with_mistakes_and_usage(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "p.sop")
            program.write_text("segment x = nonsense > 3\ntable customers key id { id id }\n", encoding="utf-8")
            done, _ = pages(program)
            self.assertEqual(done.returncode, 1)
            self.assertIn("nonsense", done.stderr)
            self.assertEqual(pages(pathlib.Path(folder, "absent.sop"))[0].returncode, 3)
            self.assertEqual(subprocess.run([SOPC, "doc", program], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
