import Devices
import Scenarios
import YAML

extension Command {
    static let devices = Command(
        "devices", summary: "List the device models that there are.",
        details: "A model is a YAML file; put yours in a folder devices beside your scenario.\n"
            + "gale help device explains the keys.",
        takes: 0...0, options: [Option<Void>](), defaults: ()
    ) { _, _ in
        let folders = Models.folders(beside: "./scenario.yaml")
        guard !folders.names.isEmpty else {
            throw Failure(.ourFault, "no device models are to be found; set GALE_HOME")
        }
        let width = (folders.names.map(\.count).max() ?? 0) + 2
        for name in folders.names {
            do {
                let model = try folders.model(name, at: Place(file: name))
                print(name.padded(to: width) + model.about)
            } catch {
                throw Failure(.badInput, "\(error)")
            }
        }
        return .allWell
    }

    static let scenarios = Command(
        "scenarios", summary: "List the scenarios that come with gale.",
        details: "gale help scenario explains the keys of a scenario.",
        takes: 0...0, options: [Option<Void>](), defaults: ()
    ) { _, _ in
        guard let folder = Resources.scenarioFolder else {
            throw Failure(.ourFault, "no scenarios are to be found; set GALE_HOME")
        }
        let files = Folder.names(in: folder, endingIn: ".yaml")
        let width = (files.map(\.count).max() ?? 0) - 3
        for file in files {
            let path = "\(folder)/\(file)"
            let heading: Heading
            do {
                heading = try Heading(parsing: try TextFile.bytes(of: path), file: path)
            } catch {
                throw Failure(.badInput, "\(error)")
            }
            print(String(file.dropLast(5)).padded(to: width) + heading.about)
        }
        return .allWell
    }
}
