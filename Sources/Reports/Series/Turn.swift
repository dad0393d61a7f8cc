/// One of several runs that are played in a row.
package struct Turn: Equatable, Sendable {
    /// Whose turn it is where two brokers are compared.
    package enum Side: String, CaseIterable, Sendable {
        case a, b

        package var letter: String { rawValue.uppercased() }
    }

    /// Nil where there is one broker only.
    package let side: Side?
    /// Counts the runs of a side, from 1.
    package let number: Int
    /// Counts all runs, from 1.
    package let place: Int
    package let total: Int

    /// One broker, so many times.
    package static func repeated(_ times: Int) -> [Turn] {
        (1...times).map { Turn(side: nil, number: $0, place: $0, total: times) }
    }

    /// Two brokers, so many times each, as A B B A A B B A and so on.
    ///
    /// Each follows itself as often as the other, and what the machine does more and more, or less
    /// and less, strikes both alike.
    package static func alternating(_ times: Int) -> [Turn] {
        (0..<2 * times).map { index in
            let side: Side = [0, 3].contains(index % 4) ? .a : .b
            return Turn(side: side, number: index / 2 + 1, place: index + 1, total: 2 * times)
        }
    }

    /// Where its report goes, within the folder of all: `a1` and `b1`, or `1`.
    package var folder: String { (side?.rawValue ?? "") + "\(number)" }

    /// `3 of 10: B`.
    package var title: String { "\(place) of \(total)" + (side.map { ": \($0.letter)" } ?? "") }
}
