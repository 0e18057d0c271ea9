"""Each mistake has its code, underlines what is wrong and nothing more, and offers a fix where that is safe."""

from __future__ import annotations

from string import Formatter

import pytest

from dsl.diagnostics import Source
from dsl.messages import catalogue, render
from dsl.syntax import parse
from dsl.syntax.expected import GROUPS, expectations
from dsl.syntax.parser import grammar

# text with one mistake, code, what is underlined, what the fix makes of the underlined part (None: no fix)
CASES = [
    # E001: what was expected, in the language's own words
    ("on page +5 onec", "E001", "onec", None),
    ("on page then open in 24 +5", "E055", "24", None),
    ("when x is knwon +5", "E001", "knwon", None),
    ("when size +5", "E001", "+5", None),
    ("when country in PL +5", "E001", "PL", None),
    ("alert sales from SQL", "E001", "from", None),
    ("stage MQL at forty", "E001", "forty", None),
    ("stage SQL when score >= 40 an fit > 3", "E001", "an", None),
    ("alert sales on SQL at most one per 30d", "E001", "one", None),
    ("alert sales on SQL at most once per month", "E043", "month", None),
    ("alert sales on page 2 times in 3d", "E001", "2", None),
    ("capacity forty SQL per week", "E001", "forty", None),
    ('experiment "x" 50 a', "E044", "50", "50%"),
    ("reset lost", "E049", "lost", None),
    ("outcome lead page", "E001", "lead", None),
    ("let x page", "E049", "page", None),
    ("place x = 1 2", "E049", "2", ","),
    ('plan "x" timezon "UTC"', "E001", "timezon", None),
    ("group g max 60 decay half evry 30d", "E001", "evry", None),
    ('test "x"\n day 1 9:00', "E002", "", None),
    ('test "x"\n day 1 expct score 3', "E001", "expct", None),
    ('test "x"\n day 1 expect scor 3', "E001", "scor", None),
    ('test "x"\n day 1 page(x != 3)', "E001", "!=", None),
    ("on page +5 until below 3", "E001", "below", None),
    # E002: at the end of the file
    ("stage MQL at # fourty?\n\n", "E002", "", None),
    ("let x =", "E002", "", None),
    # E003: no statement
    ("onn page +5", "E003", "onn", None),
    ("???", "E003", "?", None),
    ('page("/a") +5', "E003", "page", None),
    ("stage at 100", "E001", "at", None),
    ("on page +5\nfoo", "E003", "foo", None),
    # near misses
    ("on page(„/cennik”) +15", "E010", "„/cennik”", '"/cennik"'),
    ("on page(“/cennik”) +15", "E010", "“/cennik”", '"/cennik"'),
    ("on page(«/cennik») +15", "E010", "«/cennik»", '"/cennik"'),
    ('on page("/cennik”) +15', "E010", '"/cennik”', '"/cennik"'),
    ('on page(„/cennik") +15', "E010", '„/cennik"', '"/cennik"'),
    ("on page(„a\\b”) +15", "E010", "„a\\b”", '"a\\\\b"'),
    ("on page(„/cennik +15", "E010", "„", None),
    ("on page −5", "E011", "−", "-"),
    ("on page –5", "E011", "–", "-"),
    ("when x > −5 +1", "E011", "−", "-"),
    ('on page("/cennik +15', "E012", '"/cennik +15', '")'),
    ('on page("/cennik) +15', "E012", '"/cennik) +15', '"'),
    ('on page +15 as "Price list', "E012", '"Price list', '"'),
    ('on form("contact +15', "E012", '"contact +15', None),
    ('on form("contact) +30 as "Filled in"', "E012", '"contact', '"'),
    ('on form("contact)+30 as "Filled in"', "E012", '"contact', '"'),
    ('on form("contact) 2 times in 7d +30 as "3 forms"', "E012", '"contact', '"'),
    ('on form("contact) or page("/a") +30', "E012", '"contact', '"'),
    ('on form("contact) once +30 as "Filled in"', "E012", '"contact', None),
    ('on page +5\non form("demo", "contact) +30 as "Filled in"', "E012", '"contact', '"'),
    ('on purchase(value >= 100, currency = "PLN) +5 as "Large"', "E012", '"PLN', '"'),
    ('test "x"\n day 1 form("demo", "contact) day 2 form("demo")', "E012", '"contact', '"'),
    ('on page +5 as "a) 5 "b" c"', "E056", '"', None),
    ('on form("a) 5" +3', "E020", "(", None),
    ('on page("/cennik\\" +15', "E012", '"/cennik\\" +15', None),
    ("when `x = 3 +1", "E013", "`x = 3 +1", None),
    ("when x == 3 +1", "E014", "==", "="),
    ("when x=== 3 +1", "E014", "===", "="),
    ("when x <> 3 +1", "E014", "<>", "!="),
    ("when x => 3 +1", "E014", "=>", ">="),
    ("when x =< 3 +1", "E014", "=<", "<="),
    ("when x = 1 && y = 2 +1", "E014", "&&", "and"),
    ("when x = 1 || y = 2 +1", "E014", "||", "or"),
    ("when !x = 1 +1", "E014", "!", "not "),
    ("on page 15", "E015", "15", "+15"),
    ("on page 2.5 once", "E015", "2.5", "+2.5"),
    ('on page("/a") 5%', "E015", "5", None),
    ('on page("/a") 5 %', "E015", "5", None),
    ("when x = 3 15", "E015", "15", "+15"),
    ("on page 2 times in 7d 15", "E015", "15", "+15"),
    ("on page then open in 24 hrs +3", "E016", "24 hrs", "24h"),
    ("on page then open in 24 godziny +3", "E016", "24 godziny", "24h"),
    ("on page then open in 3dni +3", "E016", "3dni", "3d"),
    ("on no_open(email, 5 min) +3", "E016", "5 min", "5m"),
    ("on page +1 decay half every 2 months", "E016", "2 months", None),
    ("on page then open in 1.5h +3", "E017", "1.5h", None),
    ("ON page +5", "E018", "ON", "on"),
    ("when x = 1 AND y = 2 +5", "E018", "AND", "and"),
    ("on page +5 Once", "E018", "Once", "once"),
    ("stage S At 40", "E018", "At", "at"),
    ("when x = True +5", "E018", "True", "true"),
    ("let in = page", "E019", "in", None),
    ("when is = 3 +1", "E019", "is", None),
    ('on form("contact" +30', "E020", "(", None),
    ('on form("contact"\n', "E020", "(", None),
    ('when country in ["PL", "CZ" +1', "E020", "[", None),
    ('when (x = 1 or y = 2 +1', "E020", "(", None),
    ("on page +2,5", "E021", ",", "."),
    ("when x > 2,5 +1", "E021", ",", "."),
    ("on page + 5", "E022", "+ ", "+"),
    ("on page -  5", "E022", "-  ", "-"),
    ("when country = PL +5", "E023", "PL", '"PL"'),
    ('when country in [PL, "CZ"] +5', "E023", "PL", '"PL"'),
    ("on page(/cennik) +5", "E023", "/cennik", '"/cennik"'),
    ("include other.punkty", "E023", "other.punkty", '"other.punkty"'),
    ("plan B2B software", "E023", "B2B software", '"B2B software"'),
    ("plan decay half every 30 days", "E001", "decay", None),
    ("plan timezone Europe/Warsaw", "E001", "timezone", None),
    ("plan score from 0 to 100", "E001", "score", None),
    ("plan expire after 30 days", "E001", "expire", None),
    ('plan "x" timezone Europe/Warsaw', "E023", "Europe/Warsaw", '"Europe/Warsaw"'),
    ("on page +5 as label", "E023", "label", '"label"'),
    ("on page twice in 7d +5", "E024", "twice", "2 times"),
    ('on page("a\\d") +5', "E025", "\\d", "\\\\d"),
    # words and numbers that cannot be
    ("on page +5 from 2026-02-30", "E026", "2026-02-30", None),
    ("when x < 0000-01-01 +5", "E026", "0000-01-01", None),
    ('test "x"\n day 1 24:00 page', "E027", "24:00", None),
    ('test "x"\n day 1 9:60 page', "E027", "9:60", None),
    ("when x < 1234567890123456 +5", "E028", "1234567890123456", None),
    ("when x < 0.1234567890123456 +5", "E028", "0.1234567890123456", None),
    ("on page +5.12345", "E029", "+5.12345", None),
    ("on no_open(email, 0h) +5", "E030", "0h", None),
    ("on no_open(email, 36501d) +5", "E030", "36501d", None),
    ("on no_open(email, 99999999999999999999w) +5", "E030", "99999999999999999999w", None),
    ("when " + "not " * 101 + "x = 1 +5", "E031", "not " * 101 + "x = 1", None),
    ("capacity 4.5 SQL per week", "E035", "4.5", None),
    ("on page 2.5 times in 7d +1", "E035", "2.5", None),
    ("on page +1 max 2.5 times", "E035", "2.5", None),
    ("stage S at 4 until below 3 or on page until below 2", "E036", "until below 2", None),
    ("on page +15once", "E037", "+15once", "+15 once"),
    ("on page 2times in 7d +1", "E037", "2times", "2 times"),
    ("on page() +1", "E038", "()", ""),
    ('on page("/a")', "E039", 'on page("/a")', None),
    ("on page max 3 times", "E039", "on page", None),
    ("when x = 1 and y = 2\n", "E039", "when x = 1 and y = 2", None),
    ("on page +5 from 30.11.2026", "E040", "30.11.2026", "2026-11-30"),
    ("on page +5 until 2026/11/30", "E040", "2026/11/30", "2026-11-30"),
    ("on page +5 until 3/4/2026", "E040", "3/4/2026", None),
    ('on page +5 until "2026-11-30"', "E040", '"2026-11-30"', "2026-11-30"),
    ("when within 30mi of krakow +5", "E041", "30mi", None),
    ("on no_open(email) +5", "E042", ")", None),
    # E044: what people say instead
    ("on page +5 max 3 times a week", "E044", "a", "per"),
    ("on page +5 max 3 times weekly", "E044", "weekly", "per week"),
    ("on page +5 once per day", "E044", "once per day", "max 1 time per day"),
    ("on page 3 times in a week +5", "E044", "a week", "7d"),
    ("on page 3 times in week +5", "E044", "week", "7d"),
    ("on page +5 decay half per 30d", "E044", "per", "every"),
    ("on page +5 decay 10 every 30d", "E044", "10", "10%"),
    ("on page +5 expire in 30d", "E044", "in", "after"),
    ("on page +5 from 2026-11-01 to 2026-11-30", "E044", "to", "until"),
    ('on page +5 label "x"', "E044", "label", "as"),
    ("on page then form within 2d +5", "E044", "within", "in"),
    ("on no open(email, 24h) -5", "E044", "no open", "no_open"),
    ("when within 30km from krakow +5", "E044", "from", "of"),
    ('when title like "*CEO*" +5', "E044", "like", "matches"),
    ('when country is "PL" +5', "E044", "is", "="),
    ('when country equals "PL" +5', "E044", "equals", "="),
    ('when country = ["PL", "CZ"] +5', "E044", "=", "in"),
    ('when country != ["PL", "CZ"] +5', "E044", "!=", "not in"),
    ('when x = 1 i y = 2 +5', "E044", "i", "and"),
    ("stage SQL = 100", "E044", "=", "at"),
    ("stage SQL at 100 until 80", "E044", "until", "until below"),
    ("alert sales when SQL", "E044", "when", "on"),
    ("alert sales on SQL once per 30d", "E044", "once", "at most once"),
    ("alert sales on SQL at most once every 30d", "E044", "every", "per"),
    ('test "x" for b2b', "E044", "for", "of"),
    ('test "x"\n dzień 1 page', "E044", "dzień", "day"),
    ('test "x"\n day 1 10.30 page', "E044", "10.30", "10:30"),
    ('let x = page("/a"), page("/b")', "E044", ",", " or"),
    ('on page("/a"), page("/b") +5', "E044", ",", " or"),
    ('on page("/a" or "/b") +5', "E044", "or", ","),
    ("capacity SQL 40 per week", "E044", "SQL 40 per week", "40 SQL per week"),
    ("capacity SQL: 40/month", "E044", "SQL: 40/month", "40 SQL per month"),
    ("capacity SQL 40", "E044", "SQL 40", None),
    ("capacity 40 per week", "E044", "40 per week", None),
    ("stage MQL at least 40", "E045", "least", ""),
    ("alert sales at MQL", "E044", "at", "on"),
    ("on page +15 every day", "E044", "every day", None),
    ("on page +15 3 times a week", "E044", "3 times a week", None),
    ("on page +15 1 time each month", "E044", "1 time each month", None),
    ("on page 3 times a week +15", "E044", "a week", None),
    ("on page +15 max 3 times every week", "E044", "every", "per"),
    ("on page +15 max once per day", "E044", "max once per day", "max 1 time per day"),
    ("on page +15 max twice a week", "E044", "max twice a week", "max 2 times per week"),
    ("on open within 24 hrs -5", "E044", "open within 24 hrs", None),
    ("on form within 2 days +5", "E044", "form within 2 days", None),
    # E044: filters in brackets must all hold
    ("on purchase(value < 5 or value > 9, total > 1) +5", "E044", "or", None),
    # E076, E077: what is more than one, and shares of nothing
    ("alert sales, managers on SQL", "E076", "sales, managers", None),
    ("alert sales and managers on SQL", "E076", "sales and managers", None),
    ("alert sales + managers on SQL", "E076", "sales + managers", None),
    ("experiment 50/50", "E077", "50", None),
    ("experiment 50% a, 50% b", "E077", "50%", None),
    ('experiment "x" 50/50', "E077", "50", None),
    ('experiment "x" a 50%, b 50%', "E077", "a", None),
    ('experiment "x" 50%, 50%', "E077", "50%", None),
    ('experiment "x" 50%', "E077", "50%", None),
    ('experiment "x" 50% a, 50%\non page +5', "E077", "50%", None),
    ('on page("/a"; "/b") +5', "E044", ";", ","),
    ("on purchase(value > 1 and currency = 2) +5", "E044", "and", ","),
    ("on page 2x in 7d +5", "E044", "2x", "2 times"),
    # E045: what can be left out
    ('when country = "PL": +5', "E045", ":", " "),
    ('when country = "PL" then +5', "E045", "then", ""),
    ("on purchase(value > 100zł) +5", "E045", "zł", ""),
    ("on page +15 points", "E045", "points", ""),
    ("on page +15;", "E045", ";", ""),
    ("on page +15, on form +5", "E045", ",", ""),
    ('on page("/a")) +5', "E045", ")", ""),
    ("when x = 1) +5", "E045", ")", ""),
    ("on purchase +1 per 100 zł of value", "E045", "zł", ""),
    ("group fit max 60%", "E045", "%", None),
    ("on purchase +10%", "E045", "%", None),
    ("on purchase +10 %", "E045", "%", None),
    ("when size > 50% +5", "E045", "%", None),
    ("stage SQL at 100 points", "E045", "points", ""),
    ('test "x"\n day 1 at 10:00 page', "E045", "at", ""),
    ('test "x"\n day 1 expect score = 5', "E045", "=", ""),
    # what is missing, or elsewhere
    ("on page +5 max 30 per week", "E046", "max 30 per week", None),
    ('on page "/cennik" +15', "E047", '"/cennik"', '("/cennik")'),
    ("on page /cennik +15", "E047", "/cennik", '("/cennik")'),
    ('when country = "PL" or "CZ" +5', "E048", '"CZ"', None),
    ("stage SQL 100", "E049", "100", "at "),
    ("group fit 60", "E049", "60", None),
    ("on page then form 2d +5", "E049", "2d", "in "),
    ("on no_open(email 24h) -5", "E049", "24h", None),
    ("on page +5 decay half 30d", "E049", "30d", "every "),
    ("on purchase +1 per 100 value", "E049", "value", "of "),
    ("on page 3 in 7d +5", "E049", "in", None),
    ('exclude country = "PL"', "E049", "country", None),
    ('test "x"\n day 1 profile country "PL"', "E049", '"PL"', "= "),
    ('test "x"\n day 1 expect score 5 stage MQL\n day 2 page', "E049", "stage", None),
    ('test "x"\n expect score 5', "E049", "expect", None),
    ('stage "Hot lead" at 80', "E050", '"Hot lead"', "Hot_lead"),
    ("stage Gorący lead at 80", "E051", "Gorący lead", "Gorący_lead"),
    ("when company size > 10 +5", "E051", "company size", None),
    ("stage Hot-lead at 80", "E073", "Hot-lead", "Hot_lead"),
    ("stage Hot/lead at 80", "E033", "Hot/lead", None),
    ("alert sales@firma.pl on SQL", "E033", "sales@firma.pl", None),
    ('stage SQL when score > 100 or form("demo")', "E052", "form", "or on"),
    ('when form("demo") +5', "E052", "form", "on"),
    ('when visit("demo") +5', "E052", "visit", None),
    ("on page once +15", "E053", "once", None),
    ('on page as "a -1" +15', "E053", "as", None),
    ("on page +15 2 times in 7d", "E054", "2 times", None),
    ("on page +5 decay half every 30", "E055", "30", None),
    ('on page +5 as "Came "back" again"', "E056", '"', None),
    ("when size > 1 000 +5", "E057", "1 000", "1000"),
    ("when size > 1,000 +5", "E057", "1,000", None),
    ("place krakow = 50,0614, 19,9366", "E021", ",", "50.0614, 19.9366"),
    ("on form('contact') +5", "E010", "'contact'", '"contact"'),
    ("on page(cennik) +5", "E023", "cennik", '"cennik"'),
    # what comes along when rules are pasted
    ("on page +5 // why", "E058", "//", "#"),
    ("-- why\non page +5", "E058", "--", "#"),
    ("/* why\n * so */\non page +5", "E058", "/*", "# why\n# so"),
    ("<!-- why --> on page +5", "E058", "<!--", "# why\n"),
    ("on page // why\n +5", "E058", "//", "#"),
    ("- on page +5", "E059", "-", ""),
    ("  * when x = 1 +5", "E059", "*", ""),
    ("• on page +5", "E059", "•", ""),
    ("12. on page +5", "E059", "12.", ""),
    ("a) on page +5", "E059", "a)", ""),
    ("- [x] on page +5", "E059", "- [x]", ""),
    ("```punkty\non page +5", "E059", "```punkty", ""),
    ("on page +5\n---\non form +5", "E059", "---", ""),
    ("<p>on page +5", "E059", "<p>", ""),
    ("page\t15", "E060", "page\t15", "on page +15"),
    ("/cennik\t2,5 pkt", "E060", "/cennik\t2,5 pkt", 'on page("/cennik") +2.5'),
    ("page\t/cennik\t15", "E060", "page\t/cennik\t15", 'on page("/cennik") +15'),
    ("| page | /cennik/* | 15 |", "E060", "| page | /cennik/* | 15 |", 'on page("/cennik/*") +15'),
    ("form\tcontact\t30", "E060", "form\tcontact\t30", 'on form("contact") +30'),
    ("Product Added\tBoots\t-5", "E060", "Product Added\tBoots\t-5", 'on add_to_cart("Boots") -5'),
    ("Product Added\tevery time\t-5", "E060", "Product Added\tevery time\t-5", None),
    ("form\tonce\t30", "E060", "form\tonce\t30", None),
    ("form\t3\t30", "E060", "form\t3\t30", None),
    ("page\tcennik\t15", "E060", "page\tcennik\t15", None),
    ("page\t/cennik?a=1\t15", "E060", "page\t/cennik?a=1\t15", None),
    ("purchase\tlarge\t30", "E060", "purchase\tlarge\t30", None),
    ("/cennik\tform\t30", "E060", "/cennik\tform\t30", None),
    ("form\tcontact\tdemo\t30", "E060", "form\tcontact\tdemo\t30", None),
    ("page\t15%", "E060", "page\t15%", None),
    ("| page | 15 |", "E060", "| page | 15 |", "on page +15"),
    ("| --- | --- |", "E060", "| --- | --- |", None),
    ("unsubscribe;20", "E060", "unsubscribe;20", None),
    ("Event\tPoints", "E060", "Event\tPoints", None),
    ('"on page(""/a"") +5"', "E060", '"on page(""/a"") +5"', 'on page("/a") +5'),
    ("on page(&quot;/a&quot;) +5", "E061", "&quot;", '"/a"'),
    ("when size &gt;= 10 +5", "E061", "&gt;", ">"),
    ('on page（"/a"） +5', "E061", "（", '("/a")'),
    ("on page ＋１５", "E061", "＋", "+15"),
    ("on page +5\u200b", "E062", "\u200b", ""),
    ("on page\u00ad +5", "E062", "\u00ad", ""),
    ("on page +5 …", "E063", "…", None),
    ("stage <name> at 40", "E063", "<name>", None),
    ("when {{country}} = 1 +5", "E063", "{{country}}", None),
    # conditions
    ("when a.b between 1 and 5 +5", "E064", "a.b between 1 and 5", "a.b >= 1 and a.b <= 5"),
    ("when not a between 1 and 5 +5", "E064", "a between 1 and 5", "(a >= 1 and a <= 5)"),
    ("on purchase(value between 1 and 5) +5", "E064", "value between 1 and 5", "value >= 1, value <= 5"),
    ("when 1 < a <= 5 +5", "E064", "1 < a <= 5", "a > 1 and a <= 5"),
    ("when a > 1 < 5 +5", "E064", "< 5", "and a < 5"),
    ("when 1 <= a +5", "E044", "1 <= a", "a >= 1"),
    ("when a is greater than 1 +5", "E044", "is greater than", ">"),
    ("when a at least 1 +5", "E044", "at least", ">="),
    ("when a is empty +5", "E044", "is empty", "is not known"),
    ("when a != null +5", "E044", "!= null", "is known"),
    ('when a is not "x" +5', "E044", "is not", "!="),
    ("when a is PL +5", "E044", "is PL", '= "PL"'),
    ('when a starts with "x" +5', "E044", 'starts with "x"', 'matches "x*"'),
    ('when a not contains "x" +5', "E044", "a not contains ", "not a contains "),
    ("when a ≥ 1 +5", "E014", "≥", ">="),
    ("when NOT a = 1 +5", "E018", "NOT", "not"),
    ('when a in ("x", y) +5', "E075", '("x", y)', '["x", "y"]'),
    ('when a in "x", "y" +5', "E075", '"x", "y"', '["x", "y"]'),
    ('when a = "x", "y" +5', "E075", '= "x", "y"', 'in ["x", "y"]'),
    ('when a in ["x" "y"] +5', "E049", '"y"', ","),
    ("when x in [1,5; 2,5] +5", "E044", ";", None),
    ("when within 2,5km of k +5", "E021", ",", "."),
    ("on purchase(value > 99,90) +5", "E021", ",", "."),
    ("on page +5 decay 2,5% every 30d", "E021", ",", "."),
    ("when first-name = 1 +5", "E073", "first-name", "`first-name`"),
    # events
    ("on page and form +5", "E065", "and", None),
    ("let x = page i form", "E065", "i", None),
    ("on no_open(24h, email) +5", "E066", "24h", "no_open(email, 24h)"),
    ('on no_open(24h, email("a")) +5', "E066", "24h", 'no_open(email("a"), 24h)'),
    ("on no-open(email, 24h) -5", "E073", "no-open", "no_open"),
    ("on not open(email, 24h) -5", "E044", "not open", "no_open"),
    ("on not_open(email, 24h) -5", "E044", "not_open", "no_open"),
    ("on no_open(email within 24h) -5", "E044", "within", ","),
    ("on page +5 max 3 times per year", "E067", "year", None),
    ("alert on SQL", "E068", "alert", None),
    ('test "x"\n day 1 expect alert\n day 2 page', "E068", "alert", None),
    ("on Product Added +5", "E069", "Product Added", "add_to_cart"),
    ('on "Product Added" +5', "E069", '"Product Added"', "add_to_cart"),
    ('on "Demo Requested" +5', "E069", '"Demo Requested"', 'track("Demo Requested")'),
    ("on email open +5", "E069", "email open", "open"),
    ('test "x"\n day 1 Order Completed', "E069", "Order Completed", "purchase"),
    ("on company.size > 50 +5", "E070", "company.size", "when"),
    ("on score > 50 +5", "E070", "score", None),
    ("alert sales on score > 50", "E070", "score", None),
    ('on country = "PL" +5 once', "E070", "country", None),
    ("on purchase > 100 +5", "E044", "purchase > 100", "purchase(value > 100)"),
    ("on purchase where value > 100 +5", "E044", "purchase where value > 100", "purchase(value > 100)"),
    ("+5 for page", "E071", "+5 for page", "on page +5"),
    ("-5 if unsubscribe", "E071", "-5 if unsubscribe", "on unsubscribe -5"),
    ("15 points when something happens", "E071", "15 points when something happens", None),
    ('test "x"\n day 1 expect score at least 5', "E072", "at least", None),
    ('test "x"\n day 1 expect score >= 5', "E072", ">=", None),
    ("on /cennik +5", "E074", "/cennik", 'page("/cennik")'),
    ('on "/cennik" +5', "E074", '"/cennik"', 'page("/cennik")'),
    ("let x = https://a.pl/b", "E074", "https://a.pl/b", 'page("https://a.pl/b")'),
    ("on page(https://a.pl/b) +5", "E023", "https://a.pl/b", '"https://a.pl/b"'),
    ("when unsubscribe -5", "E052", "unsubscribe", "on"),
    ("if form +5", "E003", "if", "on"),
    ('jeśli a = "x" +5', "E003", "jeśli", "when"),
    # points
    ("on page 15 points", "E015", "15", "+15"),
    ("on unsubscribe 20", "E015", "20", None),
    ("on no_open(email, 24h) 5", "E015", "5", None),
    ("on page plus 15", "E044", "plus 15", "+15"),
    ("on page -> 15", "E044", "-> 15", "+15"),
    ("on page = +15", "E045", "=", ""),
    ("on page --5", "E044", "--5", "-5"),
    ("on page (+5)", "E044", "(+5)", "+5"),
    ("on page – 5", "E011", "–", "-"),
    ('on page("/x" 15', "E020", "(", None),
    ('on page +5 "Price list"', "E049", '"Price list"', "as "),
    ("on page +5 as Price list once", "E023", "Price list", '"Price list"'),
    ("on page +5 daily", "E044", "daily", "max 1 time per day"),
    ("on page +5 once per contact", "E044", "once per contact", "once"),
    ("on page +5 up to 3 times", "E044", "up to", "max"),
    ("on page +5 if a = 1", "E044", "if", "while"),
    ("on page +5 when a = 1", "E044", "when", None),
    ("on page three times in 7d +5", "E044", "three", "3"),
    ("on page 3 times in last 7 days +5", "E045", "last", ""),
    # stages, alerts, tests
    ("stage SQL at 50 and fit > 10", "E044", "at 50 and", "when score >= 50 and"),
    ('stage SQL at 50 or form("demo")', "E044", "or", "or on"),
    ("stage SQL: 50", "E044", ":", " at"),
    ('stage SQL at "50"', "E044", '"50"', "50"),
    ("alert sales on SQL every week", "E044", "every", "at most once per"),
    ("notify sales on SQL", "E003", "notify", "alert"),
    ('plan "x" score 0 to 100', "E049", "0", "from "),
    ("group fit {", "E045", "{", ""),
    ('let x = (page("/a") or form)', "E045", "(", 'page("/a") or form'),
    ('test "x"\n day 1 10am page', "E044", "10am", "10:00"),
    ('test "x"\n day1 page', "E044", "day1", "day 1"),
    ('test "x"\n day 1 expect score is 5', "E045", "is", ""),
    ('test "x"\n day 1 expect score 5 and stage MQL', "E044", " and", ","),
    ('test "x"\n day 1 page +5', "E045", "+5", ""),
    ("on page +5 max 3 times per DAY", "E018", "DAY", "day"),
    ("on no_open(email, 24H) +5", "E016", "24H", "24h"),
    ("when within 30 of k +5", "E041", "30", "30km"),
]  # fmt: skip


@pytest.mark.parametrize("text, code, underlined, fixed", CASES, ids=lambda value: repr(value)[:40])
def test_a_mistake_is_called_by_its_name(text: str, code: str, underlined: str, fixed: str | None) -> None:
    """One finding, with the smallest span."""
    _, found = parse(Source("x", text))
    assert [(f.code, text[f.span.start : f.span.end]) for f in found] == [(code, underlined)]
    (finding,) = found
    if fixed is not None or code not in ("E020", "E049"):
        assert (finding.fix.text if finding.fix else None) == fixed


FIXABLE = [text for text, *_ in CASES if (found := parse(Source("x", text))[1]) and found[0].fix]


@pytest.mark.parametrize("text", FIXABLE)
def test_a_fix_leaves_no_mistake_behind(text: str) -> None:
    """What a fix offers is right, up to points that were never written."""
    (finding,) = parse(Source("x", text))[1]
    assert finding.fix is not None
    place = finding.fix.span
    fixed = text[: place.start] + finding.fix.text + text[place.end :]
    assert [f.code for f in parse(Source("x", fixed))[1]] in ([], ["E039"], ["E015"])


def test_every_code_has_a_case() -> None:
    """No finding without an example; E032 and E034 have theirs among the names."""
    codes = {code for code in catalogue("en").entries if code < "E100"}
    assert codes - {code for _, code, *_ in CASES} == {"E032", "E034"}


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_every_blank_of_a_sentence_is_filled(lang: str) -> None:
    """The catalogue asks for no word that the finding does not bring."""
    for text, *_ in CASES:
        for finding in parse(Source("x", text))[1]:
            entry = catalogue(lang).entries[finding.code]  # type: ignore[arg-type]  # one of the two
            needed = {blank for _, blank, _, _ in Formatter().parse(entry.message) if blank}
            assert needed <= dict(finding.words).keys()
            message, hint = render(finding.code, finding.words, lang)  # type: ignore[arg-type]  # likewise
            assert not [blank for blank in entry.blanks() if f"{{{blank}}}" in message + hint]
            assert not message.endswith(".")


def test_every_group_of_expectations_has_its_words() -> None:
    """No name of a term reaches the reader."""
    for lang in ("en", "pl"):
        assert {name for name, _, _ in GROUPS} | {"expected-statement"} <= catalogue(lang).terms.keys()  # type: ignore[arg-type]


def test_every_terminal_can_be_expected() -> None:
    """Whatever the grammar waits for has a name for people."""
    for terminal in grammar().terminals:
        if terminal.name not in grammar().ignore_tokens:
            (said,) = expectations(frozenset({terminal.name})) or ("`or on`",)
            assert said.startswith(("expected-", "`")), terminal.name


@pytest.mark.parametrize(
    "text, right",
    [
        ("on purchase(value < 5 or value > 9) +5", "on purchase(value < 5) or purchase(value > 9) +5"),
        ('on purchase(currency = "PLN" or "EUR") +5', 'on purchase(currency in ["PLN", "EUR"]) +5'),
        ('on form(a = "x or y" lub b in ["or", "z"]) +5', 'on form(a = "x or y") or form(b in ["or", "z"]) +5'),
        ("on form(a is known | b = 2) +5", "on form(a is known) or form(b = 2) +5"),
    ],
)
def test_either_of_two_filters_makes_two_events(text: str, right: str) -> None:
    """In brackets all filters must hold: a comma for `or` would ask for both."""
    (finding,) = parse(Source("x", text))[1]
    assert finding.code == "E044"
    assert finding.fix is not None
    span = finding.fix.span
    assert text[: span.start] + finding.fix.text + text[span.end :] == right
