import Base
import Foundation
import FoundationXML
import Testing

@testable import Reports

/// What a message costs by each way to send it: compared, drawn, written and read.
@Suite struct OverheadReportTests {
    typealias Row = OverheadReport.Row
    typealias Layers = OverheadReport.Layers

    static func print(_ name: String, _ report: OverheadReport) -> String {
        OverheadFormat.all.first { $0.name == name }!.print(report)
    }

    @Test(arguments: OverheadFormat.all.map(\.name))
    func `every format is as it was looked at`(name: String) throws {
        let format = try #require(OverheadFormat.all.first { $0.name == name })
        let text = format.print(.sample)
        try Snapshot.expect(text, is: format.fileName)
        #expect(!text.contains("secret"))
    }

    @Test func `the answer stands first`() {
        let headline =
            "MQTT over TLS at QoS 1: 0.38 × the bytes of HTTPS, 8.5 × its messages a second"
        #expect(OverheadReport.sample.headline == headline)
        #expect(Self.print("text", .sample).hasPrefix(headline + "\n"))
    }

    @Test func `no line of the console is wider than a hundred columns`() {
        var large = OverheadReport.sample
        for index in large.rows.indices {
            large.rows[index].rate? *= 9
            large.rows[index].bytes?.tlsHandshake *= 9
            large.rows[index].opening?.bytes?.tlsHandshake *= 9
            large.rows[index].opening?.time? *= 60
        }
        for text in [OverheadReport.sample, .hostile, large].map({ Self.print("text", $0) }) {
            let wide = text.split(separator: "\n").filter { $0.count > 100 }
            #expect(wide == [])
        }
    }

    @Test func `what is written is read back`() throws {
        for report in [OverheadReport.sample, .hostile, OverheadReport()] {
            let text = Self.print("json", report)
            let isSame = try OverheadReport(json: JSON(parsing: text)) == report
            #expect(isSame)
        }
    }

    @Test func `another schema is refused and named`() throws {
        var members = OverheadReport.sample.json.object!
        members["schema"] = "gale.limit/1"
        let error = #expect(throws: Unreadable.self) {
            try OverheadReport(json: .object(members))
        }
        #expect(
            error?.description
                == "schema: “gale.limit/1” stands here; this gale reads “gale.overhead/1”")
    }

    @Test(arguments: OverheadFormat.all.map(\.name))
    func `unverified certificates are told before all else`(name: String) {
        var report = OverheadReport.sample
        report.insecure = true
        let text = Self.print(name, report)
        let warning = "Certificates were not verified"
        switch name {
        case "json": #expect(text.contains("\"insecure\": true"))
        case "html":
            let body = text.split(separator: "<body", maxSplits: 1)[1]
            let place = body.firstRange(of: warning)!.lowerBound
            #expect(place < body.firstRange(of: "<h1>")!.lowerBound)
        default: #expect(text.split(separator: "\n")[0].contains(warning))
        }
        #expect(!Self.print("text", .sample).contains(warning))
    }

    @Test func `ratios are against HTTPS of the same QoS over a kept connection`() throws {
        let report = OverheadReport.sample
        for qos in 0...1 {
            let https = try #require(report.row(.https, qos: qos))
            let own = report.ratio(of: https)
            #expect(own.rate == 1 && own.rateAlone == 1 && own.bytes == 1)
            let fresh = report.ratio(of: try #require(report.row(.https, qos: qos, .perMessage)))
            #expect(fresh.bytes! > 5 && fresh.rate! < 0.05)
        }
        let ratio = report.ratio(of: try #require(report.row(.mqtts, qos: 1)))
        #expect(ratio.rate == 71_000.0 / 8400)
        #expect(ratio.bytes == 292 / 774.5)
    }

    @Test func `each claim stands beside what was measured of it`() throws {
        let claims = OverheadReport.sample.claims
        #expect(claims.count == 3 * 2 * 2 + 2)
        let mqtts = try #require(OverheadReport.sample.row(.mqtts, qos: 1)?.bytes)
        let fresh = try #require(OverheadReport.sample.row(.https, qos: 1, .perMessage)?.bytes)
        let overhead = try #require(
            claims.first {
                $0.subject == .overhead && $0.qos == 1 && $0.beside == .perMessage
            })
        #expect(overhead.claimed == 8)
        #expect(overhead.measured == fresh.overhead / mqtts.overhead)
        let alone = claims.filter { $0.subject == .rateAlone && $0.qos == 0 }
        #expect(alone.count == 2 && alone.allSatisfy { $0.measured == nil })
        let battery = claims.filter { [.batteryToSend, .batteryToReceive].contains($0.subject) }
        #expect(battery.map(\.claimed) == [11, 170])
        #expect(battery.allSatisfy { $0.measured == nil && $0.beside == nil })
    }

    @Test func `totals with and without TCP and IP are not compared`() {
        var report = OverheadReport.sample
        for index in report.rows.indices where report.rows[index].transport == .https {
            report.rows[index].bytes?.tcpIP = nil
        }
        #expect(report.ratio(of: report.row(.mqtts, qos: 1)!).bytes == nil)
        #expect(report.claims.filter { $0.subject == .overhead }.allSatisfy { $0.measured == nil })
        #expect(
            report.headline
                == "MQTT over TLS at QoS 1: 8.5 × the messages a second of HTTPS")
    }

    @Test func `what was not measured is a dash`() {
        var report = OverheadReport.sample
        for index in report.rows.indices {
            report.rows[index] = Row(report.rows[index].transport, qos: report.rows[index].qos)
            report.rows[index].opening = .init()
        }
        let cells = report.tables.prefix(3).flatMap(\.rows).flatMap { $0.dropFirst() }
        #expect(cells.allSatisfy { ["–", "0"].contains($0) }, "\(cells)")
        for format in OverheadFormat.all { #expect(!format.print(report).isEmpty) }
        #expect(!Self.print("html", report).contains("<svg"))
        #expect(report.headline == "nothing was measured")
    }

    @Test func `rows may be missing, even all of them`() {
        var report = OverheadReport.sample
        while !report.rows.isEmpty {
            report.rows.removeLast()
            for format in OverheadFormat.all { #expect(!format.print(report).isEmpty) }
            #expect(report.claims.count >= 5)
        }
        report = OverheadReport()
        report.rows = [OverheadReport.sample.rows[0]]
        #expect(report.headline.hasPrefix("mqtt QoS 0: 257 B a message, the fewest of 1 row;"))
        for format in OverheadFormat.all { #expect(!format.print(OverheadReport()).isEmpty) }
    }

    @Test func `no text becomes markup in the page`() throws {
        var page = Self.print("html", .hostile)
        #expect(!page.contains("<script") && !page.contains("\u{1B}"))
        #expect(!page.contains("\u{202E}"))
        // A page that parses as XML has no stray tag and no open quote.
        for single in ["meta", "link"] {
            page = page.replacing(try Regex("<\(single) [^>]*>"), with: "")
        }
        let parser = XMLParser(
            data: Data(page.replacing("<!DOCTYPE html>", with: "").utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test func `no text breaks a Markdown table or speaks to a terminal`() {
        let lines = Self.print("markdown", .hostile).split(
            separator: "\n", omittingEmptySubsequences: false)
        var columns: Int?
        for line in lines {
            guard line.hasPrefix("|") else {
                columns = nil
                continue
            }
            let bars = line.replacing("\\|", with: "").count { $0 == "|" }
            #expect(bars == columns ?? bars, "\(line)")
            columns = bars
            #expect(!line.contains("<script"))
        }
        #expect(!Self.print("text", .hostile).contains("\u{1B}"))
    }

    @Test func `every layer of a bar is drawn to scale`() throws {
        let layers = Layers(
            payload: 10, topic: 20, mqtt: 30, webSocket: 40, webSocketUpgrade: 50, http: 60,
            tlsRecords: 70, tlsHandshake: 80, tcpIP: 90)
        let bars = try #require(
            OverheadBars("Bytes", note: "", [.init(name: "a", layers: layers)]))
        let widths = bars.figure.matches(of: /<rect[^>]* width="([0-9.]+)"/)
            .compactMap { Double($0.output.1) }
        #expect(widths.count == 9)
        for (place, width) in widths.enumerated() {
            #expect((width - 700 * Double(place + 1) / 45).magnitude < 0.11)
        }
        #expect(OverheadBars("Bytes", note: "", []) == nil)
        #expect(bars.figure.matches(of: /<li>/).count == 9)
    }

    @Test(arguments: [0.5, 3, 257, 4999, 1e6, 1e12])
    func `an axis has a few round marks`(longest: Double) throws {
        let bars = try #require(
            OverheadBars("B", note: "", [.init(name: "a", layers: Layers(tcpIP: longest))]))
        let marks = bars.figure.matches(of: /class="tick"/).count
        #expect((1...10).contains(marks))
        if longest > 10 { #expect(marks >= 4) }
    }

    @Test func `ratios have as many digits as they deserve`() {
        let cases = [
            (93.84, "94 ×"), (9.96, "10 ×"), (9.94, "9.9 ×"), (1, "1.0 ×"), (0.213, "0.21 ×"),
            (0.0123, "0.012 ×"), (0.00123, "0.00123 ×"), (1234, "1,234 ×"), (.nan, "–"),
            (.infinity, "–"),
        ]
        for (ratio, text) in cases { #expect(OverheadReport.times(ratio) == text) }
    }
}
