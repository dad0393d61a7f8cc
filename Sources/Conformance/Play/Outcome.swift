package import Reports

/// What became of a case.
package struct Outcome: Sendable {
    package var verdict: Verdict
    /// The allowance that was used, or the capability that is missing; empty where neither.
    package var because = ""
    /// The move that disappointed, such as `then 3`; empty where none did.
    package var move = ""
    package var expected = ""
    package var got = ""
    package var transcript = Transcript()
    package var duration = Duration.zero

    /// One line for a table.
    package var detail: String {
        switch verdict {
        case .passed, .interrupted: ""
        case .tolerated: "allowed by \(because)"
        case .skipped: "the broker does not offer \(because)"
        case .failed, .inconclusive: "\(move): expected \(expected); got \(got)"
        }
    }
}
