import Devices
import Scenarios
import Testing
import YAML

/// Models by name.
@Suite struct ModelFoldersTests {
    private static let good = "about: Good\nfields: {n: number}\n"
    private let place = Place(file: "s.yaml", line: 3, column: 9)

    private func folders(_ folders: [ModelFolders.Folder]) -> ModelFolders {
        ModelFolders(folders) { path in
            if path.hasPrefix("locked") { return nil }
            return Array((path.hasPrefix("bad") ? "about: 1\n" : Self.good).utf8)
        }
    }

    private func complaint(_ name: String, _ list: ModelFolders) -> String {
        do throws(Problem) {
            return try "found \(list.model(name, at: place).name)"
        } catch {
            return error.description
        }
    }

    @Test
    func `the first folder that has a name wins`() throws {
        let list = folders([
            .init(path: "mine", files: ["truck.yaml", "README.md", ".hidden.yaml"]),
            .init(path: "all", files: ["turbine.yml", "truck.yaml"]),
        ])
        #expect(list.names == ["truck", "turbine"])
        #expect(try list.model("truck", at: place).about == "Good")
        #expect(list.hidden.map(\.file) == ["all/truck.yaml"])
        #expect(list.hidden.map(\.by) == ["mine/truck.yaml"])
    }

    @Test
    func `complaints name the place and what there is`() {
        let list = folders([
            .init(path: "twice", files: ["a.yml", "a.yaml"]),
            .init(path: "locked", files: ["b.yaml"]), .init(path: "bad", files: ["truck.yaml"]),
        ])
        #expect(
            complaint("trucc", list)
                == "s.yaml:3:9: \"trucc\" is no device model; did you mean \"truck\"? "
                + "There are: a, b, truck")
        #expect(
            complaint("a", list)
                == "s.yaml:3:9: \"a\" is both twice/a.yaml and twice/a.yml; keep one of them")
        #expect(complaint("b", list) == "s.yaml:3:9: locked/b.yaml cannot be read")
        #expect(complaint("truck", list).hasPrefix("bad/truck.yaml:1:1: a device model needs"))
        #expect(
            complaint("x", folders([]))
                == "s.yaml:3:9: \"x\" is no device model; there are none")
    }
}
