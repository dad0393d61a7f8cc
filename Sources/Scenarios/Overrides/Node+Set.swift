import YAML

extension Node {
    /// This tree with what `setting` says in place.
    ///
    /// A path goes down by key, by name in a list of things that have one, and by number:
    /// `fleets.turbines.qos`, `fleets[0].count`. What it adds is checked like the file itself.
    ///
    /// - Throws: ``Problem`` at the option, for a path that leads nowhere or a value that is not
    ///   YAML.
    func applying(_ setting: Overrides.Setting) throws(Problem) -> Node {
        var value = try parsedValue(of: setting)
        value.move(to: setting.place)
        var tree = self
        try tree.set(try SettingPath(setting).steps[...], to: value, setting)
        return tree
    }

    private func parsedValue(of setting: Overrides.Setting) throws(Problem) -> Node {
        do {
            return try Node(parsing: setting.value, file: "")
        } catch {
            throw Problem(setting.place, error.message)
        }
    }

    private mutating func move(to place: Place) {
        self.place = place
        switch content {
        case .text: break
        case .list(var nodes):
            for index in nodes.indices { nodes[index].move(to: place) }
            content = .list(nodes)
        case .mapping(var entries):
            for index in entries.indices {
                entries[index].place = place
                entries[index].value.move(to: place)
            }
            content = .mapping(entries)
        }
    }

    private mutating func set(
        _ path: ArraySlice<SettingPath.Step>, to value: Node, _ setting: Overrides.Setting
    ) throws(Problem) {
        guard let step = path.first else {
            self = value
            return
        }
        switch (content, step) {
        case (.list(var nodes), _):
            let index = try index(of: step, in: nodes, setting)
            try nodes[index].set(path.dropFirst(), to: value, setting)
            content = .list(nodes)
        case (.mapping(var entries), .name(let key)):
            let known = entries.firstIndex { $0.key == key }
            if known == nil {
                let empty = Node(.mapping([]), at: setting.place)
                entries.append(Entry(key: key, place: setting.place, value: empty))
            }
            try entries[known ?? entries.count - 1].value.set(path.dropFirst(), to: value, setting)
            content = .mapping(entries)
        default:
            throw Problem(setting.place, "\(step) leads nowhere: above it is \(summary)")
        }
    }

    private func index(
        of step: SettingPath.Step, in nodes: [Node], _ setting: Overrides.Setting
    ) throws(Problem) -> Int {
        switch step {
        case .number(let index):
            guard index < nodes.count else {
                throw Problem(
                    setting.place, "[\(index)] leads nowhere; there are \(nodes.count), from [0] on"
                )
            }
            return index
        case .name(let name):
            let names = nodes.map { $0["name"]?.text }
            guard let index = names.firstIndex(of: name) else {
                throw .unknown(
                    name, at: setting.place, isNo: "name in this list",
                    among: names.compactMap { $0 })
            }
            return index
        }
    }
}

/// Where a setting leads: `fleets.turbines.qos`, `phases[1].hold`.
private struct SettingPath {
    enum Step: CustomStringConvertible {
        case name(String)
        case number(Int)

        var description: String {
            switch self {
            case .name(let name): name.inQuotes
            case .number(let number): "[\(number)]"
            }
        }
    }

    var steps: [Step] = []

    init(_ setting: Overrides.Setting) throws(Problem) {
        for part in setting.path.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            if !pieces[0].isEmpty { steps.append(.name(String(pieces[0]))) }
            for piece in pieces.dropFirst() {
                guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else {
                    throw Self.malformed(setting)
                }
                steps.append(.number(index))
            }
            if part.isEmpty { throw Self.malformed(setting) }
        }
    }

    private static func malformed(_ setting: Overrides.Setting) -> Problem {
        Problem(
            setting.place,
            "\(setting.path.inQuotes) is no path; write it like fleets.turbines.qos or "
                + "fleets[0].count")
    }
}
