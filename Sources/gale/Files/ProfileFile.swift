import Conformance
import Harness
import YAML

/// Files about brokers: profiles, and baselines.
enum ProfileFile {
    private static let folder = "/fixtures/brokers"

    /// The names of those that come with gale.
    static let shipped: [String] =
        Resources.home.first.map { home in
            Folder.names(in: home + folder, endingIn: ".yaml").map { String($0.dropLast(5)) }
        } ?? []

    /// Whether `name` is a file, and not one of ``shipped``.
    static func isPath(_ name: String) -> Bool { name.contains("/") || name.hasSuffix(".yaml") }

    /// Reads a profile: a path, or the name of one that comes with gale.
    static func read(_ name: String) throws(Failure) -> BrokerProfile {
        var path = name
        if !isPath(name) {
            guard let home = Resources.home.first else {
                throw Failure(.badInput, "the profiles are not where gale is; set GALE_HOME")
            }
            guard shipped.contains(name) else {
                throw Failure(
                    .badInput,
                    "there is no profile “\(name)”; gale knows \(shipped.joined(separator: ", "))")
            }
            path = "\(home)\(folder)/\(name).yaml"
        }
        do {
            var profile = try BrokerProfile(parsing: try TextFile.bytes(of: path), file: path)
            profile.tls = profile.tls.beside(Resources.folder(of: path))
            return profile
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    /// Reads a baseline: identifiers of cases, one a line.
    static func baseline(_ path: String) throws(Failure) -> Set<String> {
        let known = Set(Chapter.cases().map(\.id) + DeviceCheck.all.map(\.id))
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
