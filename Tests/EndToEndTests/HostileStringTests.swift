import Foundation
import Testing

/// Names and texts that would be markup, if anybody let them.
@Suite struct HostileStringTests {
    static let hostile = "</script><img src=x onerror=alert(1)>\"'&<b>"
    /// As it stands in YAML between single quotes.
    static let quoted = hostile.replacing("'", with: "''")

    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test
    func `no text of a scenario becomes markup`() throws {
        try play(about: Self.quoted)
        try Python.run("no_markup.py", ["report/report.html", "report/junit.xml"], in: folder)
    }

    @Test
    func `no string of a report becomes markup, whoever it came from`() throws {
        try play(about: "a report to spoil")
        let file = folder.url.appending(path: "report/report.json")
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let spoilt = try JSONSerialization.data(withJSONObject: Self.spoil(report))
        #expect(String(decoding: spoilt, as: UTF8.self).count { $0 == "!" } > 8)
        try spoilt.write(to: file)
        for (format, name) in [("html", "page.html"), ("junit", "checks.xml")] {
            let outcome = try Gale.run(
                "report", "report", "--format", format, "-o", name, in: folder)
            #expect(outcome.status == 0, "\(outcome.stderr)")
        }
        try Python.run("no_markup.py", ["page.html", "checks.xml"], in: folder)
        let text = try Gale.run("report", "report", "--format", "text", in: folder)
        #expect(text.status == 0)
        #expect(!text.stdout.contains("\u{1b}"), "a terminal would obey this")
    }

    @Test(arguments: ["name", "fleets[0].name", "applications[0].name"])
    func `a name with markup is refused`(key: String) throws {
        let outcome = try Gale.run(
            "run", "wind-farm", "--set", "\(key)='\(Self.quoted)'", in: folder)
        #expect(outcome.status == 65)
        #expect(outcome.stderr.contains("--set \(key): "), "\(outcome.stderr)")
    }

    private func play(about: String) throws {
        let topic = Self.quoted.replacing("#", with: "").replacing("+", with: "")
        try folder.write(
            """
            name: hostile
            about: '\(about)'
            fleets:
              - {name: sensors, model: sensor, count: 3, every: 200ms}
            applications:
              - {name: reader, subscribe: ['sensors/#', 'x\(topic)']}
              - {name: writer, publish: {topic: 'x\(topic)', every: 200ms}}
            phases: [{ramp: 500ms}, {hold: 1s}]
            expect: [lost == 0]

            """, to: "hostile.yaml")
        let outcome = try Gale.run("run", "hostile.yaml", "--report", "report", in: folder)
        try #require(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
    }

    /// The report with a hostile text in place of each that is free.
    private static func spoil(_ value: Any, at key: String = "") -> Any {
        if let object = value as? [String: Any] {
            return Dictionary(
                uniqueKeysWithValues: object.map { key, value in (key, spoil(value, at: key)) })
        }
        if let elements = value as? [Any] {
            // What was nobody's fault this time could have been.
            if elements.isEmpty, key == "warnings" { return [hostile + "!\u{1b}[31m"] }
            return elements.map { spoil($0, at: key) }
        }
        guard value is String, !["schema", "verdict", "started", "estimated"].contains(key) else {
            return value
        }
        return hostile + "!\u{1b}[31m"
    }
}
