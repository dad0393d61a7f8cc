/// An amount of money, exact to a billionth of its currency's unit; never negative.
///
/// A message of a cloud costs a thousandth of a thousandth of a dollar: cents are too coarse, and
/// binary fractions do not add up. Which currency it is, is for whoever holds it to say.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Billionths of the unit, such as nano-dollars.
    package let nanos: Int64

    package init(nanos: Int64) {
        precondition(nanos >= 0, "nobody pays a customer: an amount is never negative")
        self.nanos = nanos
    }

    package static let zero = Money(nanos: 0)

    /// More than any bill: sums and products that do not fit end here.
    package static let most = Money(nanos: .max)

    private static let unit = 1_000_000_000

    /// Reads plain decimals such as `0.08` or `25`, up to nine digits before and after the point.
    package init?(decimal text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({
                (1...9).contains($0.utf8.count)
                    && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }), let whole = Int64(parts[0])
        else { return nil }
        let digits = parts.count == 2 ? parts[1] : "0"
        let padded = digits + String(repeating: "0", count: 9 - digits.utf8.count)
        guard let fraction = Int64(padded) else { return nil }
        self.init(nanos: whole * Int64(Self.unit) + fraction)
    }

    package static func < (a: Money, b: Money) -> Bool { a.nanos < b.nanos }

    package static func + (a: Money, b: Money) -> Money {
        let (sum, overflow) = a.nanos.addingReportingOverflow(b.nanos)
        return overflow ? .most : Money(nanos: sum)
    }

    /// What `count` things cost where `per` of them cost this much.
    ///
    /// - Error: half a billionth, since it is rounded to the nearest one, halves up.
    package func times(_ count: Int, per: Int = 1) -> Money {
        precondition(count >= 0 && per > 0, "a count is never negative, and is per something")
        let divisor = UInt64(per)
        var (high, low) = UInt64(nanos).multipliedFullWidth(by: UInt64(count))
        let (sum, carries) = low.addingReportingOverflow(divisor / 2)
        (high, low) = (high + (carries ? 1 : 0), sum)
        guard high < divisor else { return .most }
        let quotient = divisor.dividingFullWidth((high, low)).quotient
        return Int64(exactly: quotient).map(Money.init) ?? .most
    }

    /// In the currency's unit; exact to fifteen digits.
    package var inUnits: Double { Double(nanos) / Double(Self.unit) }

    /// `25.92`, `0.0108`: all digits, at least two after the point.
    package var description: String {
        let (whole, rest) = nanos.quotientAndRemainder(dividingBy: Int64(Self.unit))
        let digits = String(rest)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }
}

extension Int {
    /// The product of counts, or the largest number where it does not fit.
    func timesAtMost(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The sum of counts, or the largest number where it does not fit.
    func plusAtMost(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// How many blocks of `size` hold so many.
    func blocks(of size: Int) -> Int {
        let (whole, rest) = quotientAndRemainder(dividingBy: size)
        return whole + (rest > 0 ? 1 : 0)
    }
}
