extension SigV4 {
    /// A second of UTC in the form of `20150830T123600Z`.
    struct Date: Equatable, Sendable {
        let epochSeconds: Int64
        let text: String

        /// The first eight digits.
        var day: String { String(text.prefix(8)) }

        /// - Precondition: a year of four digits.
        init(epochSeconds: Int64) {
            self.epochSeconds = epochSeconds
            let day = epochSeconds.flooredQuotient(86_400)
            let second = epochSeconds - day * 86_400
            let (year, month, date) = Self.civil(day)
            precondition((0...9999).contains(year), "SigV4 knows years of four digits only")
            text =
                Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(date, 2) + "T"
                + Self.digits(second / 3600, 2) + Self.digits(second / 60 % 60, 2)
                + Self.digits(second % 60, 2) + "Z"
        }

        /// Reads the form back; nil for any other, and for days that no calendar has.
        init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z")
            else { return nil }
            var numbers: [Int64] = []
            for range in [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15] {
                guard bytes[range].allSatisfy(\.isDigit) else { return nil }
                numbers.append(bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) })
            }
            guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24,
                numbers[4] < 60, numbers[5] < 60
            else { return nil }
            let day = Self.day(year: numbers[0], month: numbers[1], date: numbers[2])
            self.init(
                epochSeconds: day * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
            guard self.text == text else { return nil }
        }

        private static func digits(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }

        /// The Gregorian date of a day counted from 1970-01-01.
        ///
        /// Years are counted from March, so that the leap day is the last; 719,468 days lie between
        /// the first of March of the year 0 and 1970; 146,097 days make 400 years.
        private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
            let shifted = day + 719_468
            let era = shifted.flooredQuotient(146_097)
            let dayOfEra = shifted - era * 146_097
            let yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let march = (5 * dayOfYear + 2) / 153
            let date = dayOfYear - (153 * march + 2) / 5 + 1
            let month = march < 10 ? march + 3 : march - 9
            return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
        }

        /// The reverse of ``civil(_:)``.
        private static func day(year: Int64, month: Int64, date: Int64) -> Int64 {
            let shifted = month <= 2 ? year - 1 : year
            let era = shifted.flooredQuotient(400)
            let yearOfEra = shifted - era * 400
            let march = month > 2 ? month - 3 : month + 9
            let dayOfYear = (153 * march + 2) / 5 + date - 1
            let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            return era * 146_097 + dayOfEra - 719_468
        }
    }
}

extension Int64 {
    /// The quotient rounded down, also below zero.
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
