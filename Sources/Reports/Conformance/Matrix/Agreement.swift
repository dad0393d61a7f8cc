package import Base

/// How far brokers are of one mind about a case or a statement; what is most telling comes first.
package enum Agreement: String, CaseIterable, Sendable {
    /// Some do what others fail.
    case disagree
    /// All that were tried fail: look at the statement, and at the case, before you blame them.
    case allFail = "all-fail"
    /// Something could not be decided, and nobody fails.
    case undecided
    /// Nobody fails, and some use an allowance that others do not.
    case vary
    /// All that were tried do it, in the same way.
    case agree
    /// Nobody offers what it needs.
    case skipped
    /// No case was played.
    case untried

    /// - Parameter verdicts: of all brokers that were judged.
    package init(of verdicts: [Verdict]) {
        let isGood = verdicts.contains { $0 == .passed || $0 == .tolerated }
        if verdicts.contains(.failed) {
            self = isGood ? .disagree : .allFail
        } else if verdicts.contains(where: { $0 == .inconclusive || $0 == .interrupted }) {
            self = .undecided
        } else if isGood {
            let kinds = Set(verdicts).subtracting([.skipped])
            self = kinds.count > 1 ? .vary : .agree
        } else {
            self = verdicts.isEmpty ? .untried : .skipped
        }
    }

    /// The heading of its part of a page.
    package var title: String {
        switch self {
        case .disagree: "Where they disagree"
        case .allFail: "Where all fail"
        case .undecided: "Where something is open"
        case .vary: "Where they differ within what is allowed"
        case .agree: "Where they agree"
        case .skipped: "Where nobody offers what is needed"
        case .untried: "What was not tried"
        }
    }

    /// What the reader may not know, in one sentence.
    package var note: String {
        switch self {
        case .disagree: "Some brokers do what others fail."
        case .allFail:
            "Every broker that was tried fails, be it only one: look at the statement, and at the "
                + "case, before you blame them."
        case .undecided: "The stage did not stand, or gale could not do its part."
        case .vary: "Nobody fails; some use an allowance that others do not need."
        case .agree: "Every broker that was tried does this."
        case .skipped: "No broker offers what the cases need."
        case .untried: "No case was played; the reason stands beside it."
        }
    }
}

extension Agreement: JSONConvertible {
    package var json: JSON { .string(rawValue) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let value = json.string.flatMap(Agreement.init(rawValue:)) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw Unreadable(place: place, problem: "one of \(known) should stand here")
        }
        self = value
    }
}

extension Verdict {
    /// From the least telling to the worst.
    private static let order: [Verdict] = [
        .skipped, .passed, .tolerated, .interrupted, .inconclusive, .failed,
    ]

    /// How bad it is, where several come to one.
    package var rank: Int { Self.order.firstIndex(of: self)! }

    /// Told from others without colour.
    var sign: String {
        switch self {
        case .passed: "✓"
        case .tolerated: "≈"
        case .failed: "✗"
        case .skipped: "–"
        case .inconclusive, .interrupted: "?"
        }
    }
}
