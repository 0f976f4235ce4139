"""The page of `sopc simulate --html` in a headless Chromium: silent console, no network, keyboard, contrast, phone, paper; what names may
hold; no personal data. Without Chromium only what the file itself shows is tested.
Usage: page.py SOPC [--pictures FOLDER]
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import browser

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
PICTURES = None
if "--pictures" in sys.argv:
    at = sys.argv.index("--pictures")
    PICTURES = pathlib.Path(sys.argv[at + 1])
    del sys.argv[at:at + 2]
ROOT = pathlib.Path(__file__).resolve().parents[2]
WITHOUT_CHARTS = "this sopc was built without the charts"

PROGRAM = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   nick text? pii   helper id pii   opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id   order_id id   at datetime   phone text? pii }
events replies key customer_id time at { customer_id id   at datetime   words text }
role helper = customer.helper else "E0"
channel chat staff_task { by helper   valid 09:00 to 21:00 }
template ask on chat { text “hi {nick default "you"}” }
template again on chat { only if nick = "canary-nick-1"  text “{nick default "you"}” }
policy contact { cap 2 send per 7 days on_cap skip   suppress opted_out }
journey `</script><img src=x onerror=hacked=1>` "<b>bold</b> & more" {
  enter on orders
  key entry.phone
  reenter after exit
  exit when any(orders since entry where phone = "canary-phone-2")
  send ask
  repeat up to 2 every 2 days { wait for `yes\"'`: replies where words = "yes", no: replies where words = "no" up to 1 days { on `yes\"'` { stop } on no { inside: send again } on timeout continue } }
  late: if nick is known { send ask } else { split "s" { 50% left { wait 2 days } 50% right { again: send ask } } }
}
rule plain { on replies then send ask }
"""


def contrast_script():
    return """
(() => {
  const parse = (text) => { const m = text.match(/[\\d.]+/g); return m ? m.map(Number) : null; };
  const luminance = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const hex = (text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
  const back = (node) => { for (let at = node; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor);
    if (c && (c.length < 4 || c[3] > 0)) return c; } return [255, 255, 255]; };
  const bad = []; let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style")) continue;
    const drawn = parent.closest("svg");
    if (parent.tagName === "title") continue;
    const style = getComputedStyle(parent);
    const ink = parse(drawn ? style.fill : style.color), on = drawn ? hex(parent.getAttribute("data-on")) : back(parent);
    const [light, dark] = [luminance(ink), luminance(on)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05); ++seen;
    if (ratio < 4.5) bad.push(node.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2) + " " + ink + " on " + on);
    if (parseFloat(style.fontSize) < 12) bad.push("small: " + node.textContent.trim().slice(0, 30));
  }
  return {bad, seen};
})()"""


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        people = [f"c{i:02},canary-nick-{i % 3},canary-staff-{i % 2},{'true' if i == 5 else 'false'}" for i in range(20)]
        orders = [f"c{i % 20:02},o{i},2026-11-{1 + i // 4:02} {7 + i % 16:02}:15,canary-phone-{i % 7}" for i in range(60)]
        replies = [f"c{i:02},2026-11-{2 + i % 12:02} 18:00,{'yes' if i % 2 else 'no'}" for i in range(20)]
        (folder / "p.sop").write_text(PROGRAM, encoding="utf-8")
        (folder / "customers.csv").write_text("customer_id,nick,helper,opted_out\n" + "\n".join(people) + "\n")
        (folder / "orders.csv").write_text("customer_id,order_id,at,phone\n" + "\n".join(orders) + "\n")
        (folder / "replies.csv").write_text("customer_id,at,words\n" + "\n".join(replies) + "\nc01\u202e</script>,2026-11-03 10:00,yes\n")
        with open(folder / "customers.csv", "a", encoding="utf-8") as more:
            more.write("c01\u202e</script>,,E7,false\n")
        with open(folder / "orders.csv", "a", encoding="utf-8") as more:
            more.write("c01\u202e</script>,ox,2026-11-02 12:00,\n")
        cls.page = folder / "page.html"
        data = [part for name in ("customers", "orders", "replies") for part in ("--data", f"{name}={name}.csv")]
        cls.done = subprocess.run([SOPC, "simulate", "p.sop", *data, "--from", "2026-10-30 09:00", "--to", "2026-11-20 09:00", "--html", "page.html",
                                   "--assume", "replies 20% after ask within 1 day set words=yes"],
                                  cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        if WITHOUT_CHARTS in cls.done.stderr:
            print("skipped: this sopc was built without npm")
            sys.exit(0)
        assert cls.done.returncode == 0, cls.done.stdout + cls.done.stderr
        cls.text = cls.page.read_text(encoding="utf-8")
        cls.browser = browser.Browser(browser.find()) if browser.find() else None
        if cls.browser is None:
            print("skipped: no chromium, only the file itself was looked at")

    @classmethod
    def tearDownClass(cls):
        if cls.browser:
            cls.browser.close()
        cls.folder.cleanup()

    def show(self, width=1280, height=900, phone=False, page=None):
        if self.browser is None:
            self.skipTest("no chromium")
        self.browser.open(page or self.page, width, height, phone)
        self.assertEqual(self.browser.complaints(), [])

    def picture(self, name):
        if PICTURES:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.browser.picture(PICTURES / name)

    # ---- The file

    def test_no_personal_data(self):
        self.assertNotIn("canary", self.text)
        self.assertNotIn("canary", self.done.stdout)

    def test_nothing_of_a_name_is_markup(self):
        self.assertEqual(self.text.count("</script>"), self.text.count("<script"))
        self.assertNotIn("<img", self.text)
        self.assertNotIn("\u202e", self.text)
        self.assertIn("\\u2039U+202E\\u203a", self.text)
        data = json.loads(re.search(r'id="data">(.*?)</script>', self.text, re.S)[1])
        self.assertEqual(data["journeys"][0]["name"], "</script><img src=x onerror=hacked=1>")

    def test_it_asks_for_nothing(self):
        self.assertIn("default-src 'none'", self.text)
        self.assertNotRegex(self.text, r'(src|href)="(?!#)')

    def test_counts_are_those_of_the_json(self):
        data = json.loads(re.search(r'id="data">(.*?)</script>', self.text, re.S)[1])
        journey = data["journeys"][0]
        for i, step in enumerate(journey["steps"]):
            came = sum(edge["count"] for edge in journey["edges"] if edge["to"] == i)
            self.assertEqual(came, step["reached"], step["title"])
        self.assertEqual(sum(edge["count"] for edge in journey["edges"] if edge["from"] == -1), journey["entered"])
        self.assertEqual(sum(count for _, count in data["days"]), sum(contacts * days for contacts, days in data["perDay"]))
        self.assertGreater(len(data["timelines"]), 10)

    # ---- In the browser

    def test_silent_alone_and_not_hacked(self):
        self.show()
        self.assertEqual([url for url in self.browser.asked_for() if not url.startswith("file:")], [])
        self.assertEqual(len(self.browser.asked_for()), 1)
        self.assertEqual(self.browser.value("typeof hacked"), "undefined")
        self.assertEqual(self.browser.value("document.images.length"), 0)
        self.assertIn("</script><img src=x onerror=hacked=1>", self.browser.value("document.querySelector('h3').textContent"))
        self.assertIn("Assumptions, not data", self.browser.value("document.body.innerText"))
        self.assertEqual(self.browser.value("document.querySelectorAll('canvas').length"), 3)
        self.picture("desktop.png")

    def test_both_languages(self):
        self.show()
        english = self.browser.value("document.querySelector('main').innerText")
        self.assertNotRegex(english, "[\u4e00-\u9fff]")
        self.browser.value("document.getElementById('language').click()")
        self.assertEqual(self.browser.value("document.documentElement.lang"), "zh")
        chinese = self.browser.value("document.querySelector('main').innerText")
        for word in ("reached", "suppressed", "capped", "waits", "enters"):
            self.assertIn(word, english)
            self.assertNotIn(word, chinese)
        self.assertIn("假定,并非数据", self.browser.value("document.body.innerText"))
        self.assertEqual(self.browser.complaints(), [])

    def test_everything_by_keyboard(self):
        self.show()
        reached = []
        for _ in range(90):
            self.browser.key("Tab", 9)
            reached.append(self.browser.value("""(() => { const at = document.activeElement; if (at === document.body) return "";
                const style = getComputedStyle(at), box = at.querySelector && at.querySelector("rect");
                const seen = style.outlineStyle !== "none" || (box && getComputedStyle(box).strokeWidth === "4px");
                return (at.id || at.getAttribute("class") || at.tagName) + (seen ? "" : " unseen"); })()"""))
        for wanted in ("language", "box", "who", "SUMMARY"):
            self.assertTrue(any(one.startswith(wanted) for one in reached), (wanted, reached))
        self.assertEqual([one for one in reached if one.endswith("unseen")], [])
        self.browser.value("document.querySelector('.box').focus()")
        self.browser.key("Enter", 13)
        self.assertIn("suppressed", self.browser.value("document.querySelector('.reasons').innerText"))
        self.browser.value("document.getElementById('who').focus()")
        before = self.browser.value("document.querySelector('.timeline h3').textContent")
        self.browser.key("ArrowDown", 40)
        self.assertNotEqual(self.browser.value("document.querySelector('.timeline h3').textContent"), before)
        self.browser.value("document.getElementById('language').focus()")
        self.browser.key("Enter", 13)
        self.assertEqual(self.browser.value("document.documentElement.lang + ' ' + document.activeElement.id"), "zh language")

    def test_contrast(self):
        for width, phone in ((1280, False), (375, True)):
            self.show(width, 800, phone)
            self.browser.value("document.querySelectorAll('details').forEach((one) => one.open = true); document.querySelector('.box').dispatchEvent(new MouseEvent('click'))")
            found = self.browser.value(contrast_script())
            self.assertGreater(found["seen"], 200)
            self.assertEqual(found["bad"], [])

    def test_on_a_phone(self):
        self.show(375, 800, True)
        self.assertEqual(self.browser.value("document.documentElement.scrollWidth"), 375)
        small = self.browser.value("[...document.querySelectorAll('button, nav a, summary')].filter((one) => one.getBoundingClientRect().height < 24).length")
        self.assertEqual(small, 0)
        self.picture("phone.png")

    def test_on_paper(self):
        self.show()
        paper = pathlib.Path(self.folder.name, "page.pdf")
        self.browser.paper(paper)
        pages = len(re.findall(rb"/Type\s*/Page[^s]", paper.read_bytes()))
        self.assertTrue(1 < pages < 30, pages)

    def test_the_page_of_an_example(self):
        folder = ROOT / "examples" / "b_repurchase_chain"
        page = pathlib.Path(self.folder.name, "b.html")
        done = subprocess.run(["bash", "./simulate", "--lang", "zh", "--html", str(page)], cwd=folder, capture_output=True, text=True, env={**os.environ, "SOPC": SOPC})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.show(page=page)
        self.assertEqual(self.browser.value("document.querySelectorAll('svg').length"), 3)
        self.picture("example.png")

    # ---- Without npm

    def test_a_build_without_npm_has_no_charts(self):
        table = pathlib.Path(self.folder.name, "table.cpp")
        script = ROOT / "cmake" / "SopReportPage.cmake"
        subprocess.run(["cmake", f"-DFOLDER={ROOT / 'cli' / 'report'}", "-DFETCHED=/nowhere", f"-DTABLE={table}", "-P", str(script)], check=True)
        self.assertIn('.library = ""', table.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
