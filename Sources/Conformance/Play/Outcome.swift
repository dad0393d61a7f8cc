package import Reports

/// What became of a case.
package struct Outcome: Sendable {
    package var verdict: Verdict
    /// Names of the allowances that were used, in the order in which they were.
    package var allowances: [String] = []
    /// The capability that is missing; empty where none is.
    package var lack = ""
    /// The move that disappointed, such as `then 3`; empty where none did.
    package var move = ""
    /// Whether what was broken holds for every packet, whatever the case is about.
    package var isBreach = false
    package var expected = ""
    package var got = ""
    package var transcript = Transcript()
    package var duration = Duration.zero

    /// One line for a table.
    package var detail: String {
        switch verdict {
        case .passed, .interrupted: ""
        case .tolerated: "allowed by \(allowances.joined(separator: ", "))"
        case .skipped: "the broker does not offer \(lack)"
        case .failed, .inconclusive: "\(move): expected \(expected); got \(got)"
        }
    }
}
