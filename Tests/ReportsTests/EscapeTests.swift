import Base
import Foundation
import FoundationXML
import Testing

@testable import Reports

/// Strings of devices, brokers and files stay strings, whatever they hold.
@Suite struct EscapeTests {
    static let seeds: Range<UInt64> = 0..<60

    @Test(arguments: seeds)
    func `no text becomes markup in the page`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        let library = "/* </script><script>alert(1)</script> <!-- */"
        let page = Format.html.print(report, with: Assets(chartScript: library))
        let scripts = page.matches(of: /<script[^>]*>/.ignoresCase()).map { String($0.output) }
        let expected = ["<script type=\"application/json\" id=\"report\">", "<script>", "<script>"]
        #expect(scripts == expected, "seed \(seed)")
        #expect(page.matches(of: /<\/script/.ignoresCase()).count == 3, "seed \(seed)")
        for tag in page.matches(of: /<([a-zA-Z0-9!\/]+)/) {
            #expect(Self.tags.contains(String(tag.1)), "seed \(seed): <\(tag.1)")
        }
        // A quote that ended its attribute would leave one of these bare within a tag.
        let bare = page.replacing(/"[^"<>]*"/, with: "")
        let slipped = bare.firstMatch(of: /<[a-z][^>]*\s(on\w+|src)=/).map { String($0.output.0) }
        #expect(slipped == nil, "seed \(seed)")
    }

    /// What the page itself is made of.
    static let tags: Set = Set(
        [
            "html", "head", "title", "style", "body", "header", "div", "p", "h1", "h2", "span",
            "ul", "li", "strong", "main", "section", "table", "caption", "thead", "tbody", "tr",
            "th", "td", "details", "summary", "figure", "figcaption", "canvas", "noscript", "svg",
            "polyline", "b", "footer", "script",
        ].flatMap { [$0, "/" + $0] } + ["!DOCTYPE", "meta", "link"])

    @Test(arguments: seeds)
    func `the page nests as it should`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        var page = Format.html.print(report)
        for single in ["meta", "link"] {
            page = page.replacing(try Regex("<\(single) [^>]*>"), with: "")
        }
        page = page.replacing("<!DOCTYPE html>", with: "").replacing(" open>", with: ">")
        let parser = XMLParser(data: Data(page.utf8))
        #expect(parser.parse(), "seed \(seed): \(String(describing: parser.parserError))")
    }

    @Test(arguments: seeds)
    func `the data in the page is read back as it was`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        let page = Format.html.print(report, with: Assets(chartScript: ""))
        let start = try #require(page.range(of: "id=\"report\">")?.upperBound)
        let end = try #require(page[start...].range(of: "</script>")?.lowerBound)
        let read = try Report(json: JSON(parsing: String(page[start..<end])))
        #expect(read == report, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `JUnit is well formed and counts its cases`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(Format.junit.print(report).utf8))
        parser.delegate = reader
        #expect(parser.parse(), "seed \(seed): \(String(describing: parser.parserError))")
        #expect(reader.strangers.isEmpty, "the schema has no \(reader.strangers)")
        #expect(reader.count["testcase"] == report.checks.count + 1)
        #expect(reader.count["failure", default: 0] == Int(reader.suite["failures"] ?? ""))
        #expect(reader.count["error", default: 0] == Int(reader.suite["errors"] ?? ""))
        #expect(reader.count["skipped", default: 0] == Int(reader.suite["skipped"] ?? ""))
        #expect(Int(reader.suite["tests"] ?? "") == reader.count["testcase"])
        let isRed = reader.count["failure", default: 0] + reader.count["error", default: 0] > 0
        #expect(report.verdict.isGood || isRed, "a run that is not good must not look so")
    }

    @Test(arguments: seeds)
    func `no cell breaks its Markdown table`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        var columns: Int?
        for line in Format.markdown.print(report).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            guard line.hasPrefix("| ") else {
                columns = nil
                continue
            }
            let bars = line.replacing(/\\./, with: "").count { $0 == "|" }
            #expect(bars == columns ?? bars, "seed \(seed): \(line)")
            columns = bars
        }
        #expect(!Format.markdown.print(report).contains(/<(?!\/?(details|summary)>)/))
    }

    @Test(arguments: seeds)
    func `the console gets no control characters`(_ seed: UInt64) {
        let text = Format.text.print(Report.random(seed: seed))
        let control = text.unicodeScalars.first {
            $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value))
        }
        #expect(control == nil, "seed \(seed)")
    }
}

/// Counts elements and keeps the attributes of the suite.
private final class JUnitReader: NSObject, XMLParserDelegate {
    var count: [String: Int] = [:]
    var suite: [String: String] = [:]
    var strangers: Set<String> = []
    private var path: [String] = []

    /// What the schema that build servers share allows where, as far as gale makes use of it.
    private static let allowed: [String: Set<String>] = [
        "testsuites": ["name", "tests", "failures", "errors", "time"],
        "testsuites/testsuite": [
            "name", "tests", "failures", "errors", "skipped", "time", "timestamp",
        ],
        "testsuites/testsuite/properties": [],
        "testsuites/testsuite/properties/property": ["name", "value"],
        "testsuites/testsuite/testcase": ["classname", "name", "time"],
        "testsuites/testsuite/testcase/failure": ["message", "type"],
        "testsuites/testsuite/testcase/error": ["message", "type"],
        "testsuites/testsuite/testcase/skipped": ["message"],
    ]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        count[name, default: 0] += 1
        if name == "testsuite" { suite = attributes }
        path.append(name)
        let place = path.joined(separator: "/")
        guard let allowed = Self.allowed[place] else { return _ = strangers.insert(place) }
        strangers.formUnion(Set(attributes.keys).subtracting(allowed).map { "\(place)@\($0)" })
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        path.removeLast()
    }
}
