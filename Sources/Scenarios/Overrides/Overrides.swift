import Base
package import YAML

/// What options of the command change in a scenario.
package struct Overrides: Sendable {
    /// What to multiply the number of devices by, and of applications that there are several of.
    package var scale: Double?
    /// How long the phases shall take in all; the hold phases give or take.
    package var duration: Duration?
    package var seed: UInt64?
    /// In the order in which they were given; the last of a kind wins.
    package var settings: [Setting] = []

    package init() {}

    /// One `--set KEY=VALUE`.
    package struct Setting: Equatable, Sendable {
        let path: String
        let value: String
        /// Names the option in messages.
        let place: Place

        /// - Throws: ``Problem`` for a text without a key and a `=`.
        package init(parsing text: String) throws(Problem) {
            // Without the value, which may be a password.
            let key = text.prefix { $0 != "=" }
            place = Place(file: key.isEmpty ? "--set" : "--set \(key)")
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw Problem(
                    place, "a setting is written KEY=VALUE, such as fleets.turbines.qos=2")
            }
            path = String(text[..<equals])
            value = String(text[text.index(after: equals)...])
        }
    }
}

extension Overrides {
    static let scalePlace = Place(file: "--scale")
    static let durationPlace = Place(file: "--duration")

    /// `count` things, scaled, at least one.
    func scaled(_ count: Int, upTo most: Int) throws(Problem) -> Int {
        guard let scale else { return count }
        guard scale > 0, scale.isFinite else {
            throw Problem(Self.scalePlace, "the factor must be above zero")
        }
        let product = (Double(count) * scale).rounded()
        guard product <= Double(most) else {
            throw Problem(Self.scalePlace, "\(count) times \(scale) is more than \(most)")
        }
        return max(1, Int(product))
    }

    /// Makes the phases take ``duration`` in all, by stretching or shortening the hold phases.
    func stretch(_ phases: inout [Phase]) throws(Problem) {
        guard let duration else { return }
        let place = Self.durationPlace
        let milliseconds = phases.map { $0.duration.nanoseconds / 1_000_000 }
        let isHold = phases.map { if case .hold = $0.deed { true } else { false } }
        let total = milliseconds.reduce(0, +)
        let held = zip(milliseconds, isHold).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        guard held > 0 else {
            throw Problem(place, "the scenario has no hold phase that could be stretched")
        }
        guard duration.nanoseconds % 1_000_000 == 0, duration <= Form<Duration>.longest else {
            throw Problem(place, "give whole milliseconds, at most \(Form<Duration>.longest.short)")
        }
        let wanted = duration.nanoseconds / 1_000_000 - (total - held)
        let holds = isHold.count { $0 }
        guard wanted >= holds else {
            let others = Duration.milliseconds(total - held)
            throw Problem(
                place, "the phases other than hold take \(others.short); give more than that")
        }
        // Each hold ends where its share of the whole ends, so that rounding never adds up.
        var (before, given, left) = (Int64(0), Int64(0), Int64(holds))
        for index in phases.indices where isHold[index] {
            before += milliseconds[index]
            left -= 1
            let end = Int64((Double(wanted) * Double(before) / Double(held)).rounded())
            let stretched = min(max(end - given, 1), wanted - given - left)
            phases[index].duration = .milliseconds(stretched)
            given += stretched
        }
    }
}
