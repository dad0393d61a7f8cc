import Glibc

/// Where the scenarios and device models that come with gale lie.
///
/// In this order: `GALE_HOME`, the working directory, `../share/gale` of an installed `gale`, and
/// the folders above a built one.
enum Resources {
    static let home: [String] = {
        var candidates: [String] = []
        if let named = getenv("GALE_HOME") { candidates.append(String(cString: named)) }
        candidates.append(".")
        if let program = realpath("/proc/self/exe", nil) {
            defer { free(program) }
            var folder = String(cString: program).split(separator: "/").dropLast()
            candidates.append("/" + folder.dropLast().joined(separator: "/") + "/share/gale")
            while !folder.isEmpty {
                folder = folder.dropLast()
                candidates.append("/" + folder.joined(separator: "/"))
            }
        }
        return candidates.filter { Folder.exists($0 + "/fixtures/devices") }
    }()

    /// Folders with device models: `devices` beside the scenario, then those that come with gale.
    static func modelFolders(beside scenario: String?) -> [String] {
        // Not what lies beside the scenario itself: those are scenarios, for the most part.
        let near = [scenario.map { folder(of: $0) + "/devices" }].compactMap(\.self)
            .filter(Folder.exists)
        return near + (home.first.map { [$0 + "/fixtures/devices"] } ?? [])
    }

    static var scenarioFolder: String? {
        home.map { $0 + "/scenarios" }.first(where: Folder.exists)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
