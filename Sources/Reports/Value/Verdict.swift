package import Base

/// What became of a run, or of one check of it.
package enum Verdict: String, CaseIterable, Sendable {
    case passed
    /// Departs from what a specification recommends, which it may.
    case tolerated
    case failed
    case skipped
    /// Nothing can be said: the set-up failed, or the generator did not keep its own schedule.
    case inconclusive
    /// Someone ended the run early; what was measured until then is in the report.
    case interrupted

    /// Whether a build may go on.
    package var isGood: Bool { self == .passed || self == .tolerated || self == .skipped }
}

extension Verdict: JSONConvertible {
    package var json: JSON { .string(rawValue) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let verdict = json.string.flatMap(Verdict.init(rawValue:)) else {
            let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
            throw Unreadable(place: place, problem: "one of \(known) should stand here")
        }
        self = verdict
    }
}
