import Foundation
import Testing

/// Names and texts that would be markup, if anybody let them.
@Suite struct HostileStringTests {
    static let hostile = "</script><img src=x onerror=alert(1)>\"'&<b>"

    @Test
    func `no string of a scenario becomes markup`() throws {
        let folder = try Workspace()
        let quoted = Self.hostile.replacing("'", with: "''")
        try folder.write(
            """
            name: 'n\(quoted)'
            about: 'a\(quoted)'
            fleets:
              - {name: 'f\(quoted)', model: sensor, count: 3, every: 200ms}
            applications:
              - {name: 'x\(quoted)', subscribe: 'sensors/#'}
              - {name: writer, publish: {topic: 't\(quoted.replacing("#", with: ""))', every: 200ms}}
            phases: [{ramp: 500ms}, {hold: 1s, name: 'p\(quoted)'}]
            expect: [lost == 0]

            """, to: "hostile.yaml")
        let outcome = try Gale.run("run", "hostile.yaml", "--report", "report", in: folder)
        if outcome.status == 65 {
            // A name may be refused outright; then the mistake is told with its place.
            #expect(outcome.stderr.contains("hostile.yaml:"), "\(outcome.stderr)")
            return
        }
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        try Python.run("no_markup.py", ["report/report.html", "report/junit.xml"], in: folder)
    }
}
