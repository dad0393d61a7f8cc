import Foundation
import Testing

/// Arrows point down: the module map in Sources/README.md, Package.swift and the imports agree.
@Suite struct FloorTests {
    /// Floor of each target; one that is missing here makes the first test fail.
    static let floors = [
        "CLinux": -1, "CYAML": -1, "COpenSSL": -1, "CSQLite": -1, "Base": 0, "Crypto": 1, "Web": 2,
        "Identities": 2, "MQTT": 1, "Measures": 1, "Reports": 1, "Devices": 1,
        "DeviceCloud": 1, "YAML": 1, "Sessions": 2, "ReferenceBroker": 2, "Reactor": 2,
        "Scenarios": 3, "Conformance": 3, "Transports": 3, "Fleet": 4, "Harness": 4, "gale": 5,
    ]

    static let sources = try! SourceFile.all(under: "Sources", endings: ".swift")

    @Test(arguments: sources)
    func `a target imports only from lower floors`(_ file: SourceFile) throws {
        let target = String(file.path.split(separator: "/")[1])
        let floor = try #require(Self.floors[target], "give \(target) a floor")
        for line in file.lines {
            guard let match = line.firstMatch(of: #/^(?:package |public )?import (\w+)/#) else {
                continue
            }
            if let other = Self.floors[String(match.1)] {
                #expect(other < floor, "\(file.path) imports \(match.1) from floor \(other)")
            }
        }
    }

    @Test
    func `the map in the README names every target and its floor`() throws {
        let map = try SourceFile("Sources/README.md").text
        for (target, floor) in Self.floors {
            #expect(
                map.contains("| \(floor) | `\(target)` |"), "\(target) is missing from the map")
        }
    }

    @Test
    func `every target of the package has a floor, and every floor a target`() throws {
        let package = try SourceFile("Package.swift").text
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Project.root.appending(path: "Sources").path
        ).filter { !$0.contains(".") }
        #expect(Set(folders) == Set(Self.floors.keys))
        for target in folders { #expect(package.contains("\"\(target)\"")) }
    }

    @Test
    func `no target bears the name of a type inside it`() {
        for file in Self.sources {
            let target = file.path.split(separator: "/")[1]
            for kind in ["struct", "enum", "class", "protocol", "actor"] {
                let declaration = " \(kind) \(target) "
                #expect(!file.text.contains(declaration), "\(file.path) declares \(target)")
            }
        }
    }
}
