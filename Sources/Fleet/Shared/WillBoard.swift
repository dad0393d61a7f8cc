import Base
import Measures
import Synchronization

/// Which Wills are owed and which were seen, by all loops together.
///
/// Links are cut and Wills arrive seldom enough for a lock.
package final class WillBoard: Sendable {
    private struct Key: Hashable {
        let device: Int
        let watcher: Int
    }

    private let watches = Mutex<[Key: WillWatch]>([:])
    /// Numbers of the applications that count Wills, by device.
    private let watchers: [Int]

    package init(watchers: [Int]) {
        self.watchers = watchers
    }

    /// The link of `device` went in a way that makes the broker publish its Will.
    func cut(_ device: Int, at now: Instant, delay: Duration) {
        update(device) { $0.cut(at: now, delay: delay) }
    }

    /// The link of `device` went while nobody knew whether the broker holds its Will.
    func mayOwe(_ device: Int) {
        update(device) { $0.mayOwe() }
    }

    func reconnected(_ device: Int, at now: Instant, newSession: Bool) {
        guard !watchers.isEmpty else { return }
        watches.withLock { watches in
            for watcher in watchers {
                let key = Key(device: device, watcher: watcher)
                watches[key]?.reconnected(at: now, newSession: newSession)
            }
        }
    }

    func saw(_ device: Int, by watcher: Int, at now: Instant) {
        watches.withLock {
            $0[Key(device: device, watcher: watcher), default: WillWatch()].saw(at: now)
        }
    }

    /// Whether some Will that is owed has not come.
    var isWaiting: Bool {
        watches.withLock { $0.values.contains { $0.expected > $0.seen } }
    }

    /// Closes the books: the totals, and how long each Will took in nanoseconds.
    func settle(at end: Instant) -> (totals: WillTotals, waits: [Int64]) {
        watches.withLock { watches in
            var totals = WillTotals()
            var waits: [Int64] = []
            for key in watches.keys {
                watches[key]!.ended(at: end)
                totals.add(watches[key]!)
                waits += watches[key]!.waits
            }
            return (totals, waits)
        }
    }

    private func update(_ device: Int, _ change: (inout WillWatch) -> Void) {
        guard !watchers.isEmpty else { return }
        watches.withLock { watches in
            for watcher in watchers {
                change(&watches[Key(device: device, watcher: watcher), default: WillWatch()])
            }
        }
    }
}
