import Devices

/// The topics of a fleet's devices, all at once: `turbines/ev-gen/{id}` for a range of numbers.
///
/// - Cost: of a match, the length of the topic, however many devices there are.
struct TopicTemplate: Equatable, Sendable {
    /// Which devices' topics a filter matches.
    enum Match: Equatable, Sendable {
        case none
        case all
        case one(Int)
    }

    /// With `{id}` as the only placeholder left.
    let text: String
    private let levels: [Substring]
    private let ids: Range<Int>

    init(_ template: String, of fleet: FleetPlan) {
        self.init(
            template.replacing("{name}", with: fleet.model.name)
                .replacing(
                    "{client}", with: fleet.clientID.replacing("{name}", with: fleet.name)),
            ids: fleet.firstID..<fleet.firstID + fleet.count)
    }

    init(_ text: String, ids: Range<Int>) {
        self.text = text
        self.ids = ids
        levels = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// Whether the topics of two devices differ.
    var isPerDevice: Bool { text.contains("{id}") }

    /// How many devices there are.
    var count: Int { ids.count }

    /// The topic of the first device.
    var example: String { text.replacing("{id}", with: "\(ids.lowerBound)") }

    /// The lengths that topics have in bytes, each with its part of all devices.
    var lengths: [(bytes: Int, part: Double)] {
        let places = text.split(separator: "{id}", omittingEmptySubsequences: false).count - 1
        guard places > 0 else { return [(text.utf8.count, 1)] }
        let literals = text.utf8.count - places * "{id}".utf8.count
        var lengths: [(bytes: Int, part: Double)] = []
        var (digits, low, high) = (1, 0, 10)
        while low < ids.upperBound {
            let devices = ids.clamped(to: low..<high).count
            if devices > 0 {
                lengths.append((literals + places * digits, Double(devices) / Double(ids.count)))
            }
            (digits, low, high) = (digits + 1, high, high * 10)
        }
        return lengths
    }

    /// Source: 3.1.1 and 5.0, §4.7.
    func matches(_ filter: String) -> Match {
        var wanted = filter.split(separator: "/", omittingEmptySubsequences: false)[...]
        if filter.hasPrefix("$share/") { wanted = wanted.dropFirst(2) }
        if text.hasPrefix("$"), wanted.first == "+" || wanted.first == "#" { return .none }
        var match = Match.all
        for level in levels {
            guard let pattern = wanted.popFirst() else { return .none }
            if pattern == "#" { return checked(match) }
            if pattern == "+" { continue }
            switch (match, Self.match(level, pattern)) {
            case (_, .none): return .none
            case (.all, .one(let id)): match = .one(id)
            case (.one(let a), .one(let b)) where a != b: return .none
            default: break
            }
        }
        // "a/#" matches "a" too.
        let isDone = wanted.isEmpty || wanted.count == 1 && wanted.first == "#"
        return isDone ? checked(match) : .none
    }

    private func checked(_ match: Match) -> Match {
        if case .one(let id) = match, !ids.contains(id) { return .none }
        return match
    }

    /// Solves `level` = `literal` for the number that `{id}` stands for.
    private static func match(_ level: Substring, _ literal: Substring) -> Match {
        let parts = level.split(separator: "{id}", omittingEmptySubsequences: false)
        let places = parts.count - 1
        guard places > 0 else { return level == literal ? .all : .none }
        let digits = literal.utf8.count - parts.reduce(0) { $0 + $1.utf8.count }
        guard digits > 0, digits % places == 0, literal.hasPrefix(parts[0]) else { return .none }
        let middle = literal.utf8.dropFirst(parts[0].utf8.count).prefix(digits / places)
        guard let id = Int(String(decoding: middle, as: UTF8.self)), id >= 0,
            parts.joined(separator: "\(id)") == literal
        else { return .none }
        return .one(id)
    }
}
