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
            template.replacing("{client}", with: fleet.clientID)
                .replacing("{name}", with: fleet.model.name),
            ids: fleet.firstID..<fleet.firstID + fleet.count)
    }

    init(_ text: String, ids: Range<Int>) {
        self.text = text
        self.ids = ids
        levels = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// Whether the topics of two devices differ.
    var isPerDevice: Bool { text.contains("{id}") }

    /// Source: 3.1.1 and 5.0, §4.7.
    func matches(_ filter: String) -> Match {
        var wanted = filter.split(separator: "/", omittingEmptySubsequences: false)[...]
        if wanted.first == "$share" { wanted = wanted.dropFirst(2) }
        if text.hasPrefix("$"), wanted.first == "+" || wanted.first == "#" { return .none }
        var match = Match.all
        for (number, level) in levels.enumerated() {
            guard let pattern = wanted.popFirst() else { return .none }
            if pattern == "#" { return match }
            if pattern == "+" { continue }
            switch (match, Self.match(level, pattern)) {
            case (_, .none): return .none
            case (.all, .one(let id)): match = .one(id)
            case (.one(let a), .one(let b)) where a != b: return .none
            default: break
            }
            if number == levels.count - 1, wanted.first == "#", wanted.count == 1 {
                return checked(match)
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
