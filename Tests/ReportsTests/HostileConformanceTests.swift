import Base
import Foundation
import FoundationXML
import Testing

@testable import Reports

/// What brokers, profiles and lists say stays text, whatever it is.
@Suite struct HostileConformanceTests {
    static let hostile = "</script></pre><img src=x onerror=alert(1)>\"'&|`<b>\u{1b}[31m"

    /// A sample in which every text is hostile that need not be of a kind.
    static var matrix: ConformanceMatrix {
        var matrix = ConformanceMatrix.sample
        for index in matrix.brokers.indices {
            matrix.brokers[index].name = hostile
            matrix.brokers[index].target = hostile
            matrix.brokers[index].release = hostile
            matrix.brokers[index].profile = hostile
            matrix.brokers[index].note = hostile
            matrix.brokers[index].source = index == 0 ? "javascript:alert(1)" : hostile
            matrix.brokers[index].command = hostile
            matrix.brokers[index].trouble = hostile
            matrix.brokers[index].lacks = [hostile]
        }
        for index in matrix.statements.indices {
            matrix.statements[index].section = hostile
            matrix.statements[index].binds = hostile
            matrix.statements[index].says = hostile
            matrix.statements[index].reason = hostile
        }
        for index in matrix.cases.indices {
            matrix.cases[index].id = hostile + "\(index)"
            matrix.cases[index].title = hostile
            for column in matrix.brokers.indices where matrix.cases[index].results[column] != nil {
                matrix.cases[index].results[column]!.detail = hostile
                matrix.cases[index].results[column]!.explanation = hostile
                matrix.cases[index].results[column]!.transcript = [hostile, hostile]
            }
        }
        matrix.allowances[0].name = hostile
        matrix.allowances[0].says = hostile
        matrix.started = hostile
        matrix.gale.version = hostile
        return matrix
    }

    static var report: ConformanceReport {
        var report = ConformanceReport.sample([.passed, .failed, .failed, .tolerated, .skipped])
        report.target = hostile
        report.profile = hostile
        report.note = hostile
        report.source = hostile
        report.release = hostile
        report.started = hostile
        report.gale.version = hostile
        for index in report.checks.indices {
            report.checks[index].id = hostile
            report.checks[index].title = hostile
            report.checks[index].level = hostile
            report.checks[index].statements = [hostile]
            report.checks[index].detail = hostile
            report.checks[index].explanation = hostile
            report.checks[index].transcript = [hostile]
            report.checks[index].reproduce = hostile
        }
        return report
    }

    static let pages: [(name: String, text: String)] =
        MatrixFormat.html.files(matrix)
        + [("conformance.html", ConformanceFormat.all.first { $0.name == "html" }!.print(report))]

    /// What these pages are made of.
    static let tags: Set = Set(
        [
            "html", "head", "title", "style", "body", "header", "div", "p", "h1", "h2", "h3",
            "span", "ul", "li", "main", "section", "article", "table", "thead", "tbody", "tr",
            "th", "td", "details", "summary", "b", "footer", "script", "nav", "a", "dl", "dt",
            "dd", "pre", "code", "label", "select", "option", "output",
        ].flatMap { [$0, "/" + $0] } + ["!DOCTYPE", "meta", "link", "input"])

    @Test(arguments: pages.map(\.name))
    func `no text becomes markup`(_ name: String) throws {
        let page = Self.pages.first { $0.name == name }!.text
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"), "the text is lost")
        for tag in page.matches(of: /<([a-zA-Z0-9!\/]+)/) where !tag.1.isEmpty {
            #expect(Self.tags.contains(String(tag.1)), "<\(tag.1)")
        }
        let scripts = page.matches(of: /<script/.ignoresCase()).count
        #expect(scripts == (name.hasPrefix("statements/") ? 0 : 1))
        #expect(page.matches(of: /<\/script/.ignoresCase()).count == scripts)
        let bare = page.replacing(/"[^"<>]*"/, with: "")
        #expect(bare.firstMatch(of: /<[a-z][^>]*\s(on\w+|src)=/) == nil)
        #expect(!page.contains("\u{1b}"))
        #expect(!page.contains("href=\"javascript"))
    }

    /// The sample too: what no stranger wrote must nest as well.
    @Test(arguments: pages + MatrixFormat.html.files(.sample))
    func `the page nests as it should`(_ name: String, _ text: String) throws {
        var page = text.replacing("<!DOCTYPE html>", with: "")
        for single in ["meta", "link", "input"] {
            page = page.replacing(try Regex("<\(single) [^>]*>"), with: "")
        }
        page = page.replacing(/<style>[^<]*<\/style>/, with: "")
        page = page.replacing(/<script>[\s\S]*?<\/script>/, with: "")
        page = page.replacing(" data-row ", with: " ").replacing(" hidden>", with: ">")
            .replacing("<details open>", with: "<details>")
        let parser = XMLParser(data: Data(page.utf8))
        #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
    }

    @Test func `no cell breaks its Markdown table, and no text its line`() {
        let texts =
            MatrixFormat.markdown.files(Self.matrix).map(\.text)
            + [ConformanceFormat.all.first { $0.name == "markdown" }!.print(Self.report)]
        for text in texts {
            var columns: Int?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("| ") else {
                    columns = nil
                    continue
                }
                let bars = line.replacing(/\\./, with: "").count { $0 == "|" }
                #expect(bars == columns ?? bars, "\(line)")
                columns = bars
            }
            #expect(!text.contains("<"))
        }
        let console = MatrixFormat.print(Self.matrix) + ConformanceFormat.text.print(Self.report)
        #expect(!console.contains("\u{1b}"))
    }

    @Test func `what names a file is harmless`() {
        #expect(ConformanceMatrix.page(of: "../../etc:<x>/é") == "..-..-etc--x---.html")
        #expect(
            ConformanceMatrix.page(of: "3.1.1:MQTT-3.1.0-1") == "3.1.1-MQTT-3.1.0-1.html")
    }
}
