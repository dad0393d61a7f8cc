/// What became of all Wills, once a watcher.
package struct WillTotals: Equatable, Sendable {
    /// Links that were cut so that the broker had to publish the Will.
    package var expected = 0
    package var delivered = 0
    package var missing = 0
    /// Wills that nobody was owed.
    package var spurious = 0

    package init() {}

    package mutating func merge(_ other: WillTotals) {
        expected += other.expected
        delivered += other.delivered
        missing += other.missing
        spurious += other.spurious
    }

    /// Closes the books of one device and one watcher.
    package mutating func add(_ watch: WillWatch) {
        let certain = min(watch.seen, watch.expected)
        let optional = min(watch.seen - certain, watch.optional)
        expected += watch.expected + optional
        delivered += certain + optional
        missing += watch.expected - certain
        spurious += watch.seen - certain - optional
    }
}
