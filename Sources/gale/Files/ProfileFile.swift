import Conformance
import Harness
import YAML

/// Files about brokers: profiles, and baselines.
enum ProfileFile {
    /// Reads a profile: a path, or the name of one that comes with gale.
    static func read(_ name: String) throws(Failure) -> BrokerProfile {
        var path = name
        if !name.contains("/"), !name.hasSuffix(".yaml") {
            guard let home = Resources.home.first else {
                throw Failure(.badInput, "the profiles are not where gale is; set GALE_HOME")
            }
            let folder = home + "/fixtures/brokers"
            let names = Folder.names(in: folder, endingIn: ".yaml").map { $0.dropLast(5) }
            guard names.contains(name[...]) else {
                throw Failure(
                    .badInput,
                    "there is no profile “\(name)”; gale knows \(names.joined(separator: ", "))")
            }
            path = "\(folder)/\(name).yaml"
        }
        do {
            return try BrokerProfile(parsing: try TextFile.bytes(of: path), file: path)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    /// Reads a baseline: identifiers of cases, one a line.
    static func baseline(_ path: String) throws(Failure) -> Set<String> {
        let known = Set(Chapter.cases().map(\.id))
        var ids: Set<String> = []
        let lines = try TextFile.read(path).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let id = words.first else { continue }
            guard words.count == 1, known.contains(String(id)) else {
                throw Failure(
                    .badInput,
                    "\(path):\(number + 1): “\(id)” is no case; gale conform --list has them all")
            }
            ids.insert(String(id))
        }
        return ids
    }
}
