/// One connection, as everything above the sockets knows it: a small number, reused when free.
///
/// It is an index into flat arrays, so whoever hands out links keeps the numbers dense.
package struct Link: Hashable, Sendable, CustomStringConvertible {
    package let number: Int

    package init(_ number: Int) {
        precondition(number >= 0, "a link is numbered from zero")
        self.number = number
    }

    package var description: String { "link \(number)" }
}
