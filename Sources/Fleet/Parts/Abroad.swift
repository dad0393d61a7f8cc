import Base
import Devices
import Measures
import Scenarios
import Synchronization

/// What the loops of a gale that plays a part know of the other parts: whose stream is whose, how
/// far its clock is off, and what it says it published.
///
/// - Cost: two bytes a stream; asking for a clock is a look-up and three loads, no lock.
final class Abroad: @unchecked Sendable {
    /// How far another gale's clock is off, as used at one instant.
    struct Clock: Equatable {
        /// Nanoseconds by which it is ahead.
        var offset: Int64 = 0
        var error: Int64 = 0
        /// Whole milliseconds by which it was ahead when the run began; never changes.
        ///
        /// Due instants of one stream must not be shifted by more and less, or they might go back.
        var shift: Int64 = 0
    }

    let settings: PartSettings
    /// All names, by number.
    let cast: [String]
    /// The number of the name that each stream belongs to.
    private let owners: [UInt16]
    private let isHere: [Bool]
    /// Names whose streams somebody here is to get.
    let awaited: Set<String>
    private let words: UnsafeMutablePointer<Atomic<Int64>>
    private let notes: Mutex<Notes>

    private struct Notes {
        /// What each loop published, as far as it is known.
        var own: [Int: [PublishedStream]] = [:]
        var counts: [String: [StreamCount]] = [:]
        var gone: Set<String> = []
        var owed = 0
        var loopsEnded = 0
        var clocks: [PeerClock] = []
    }

    init(_ settings: PartSettings, _ roster: Roster) {
        self.settings = settings
        cast = roster.plan.cast
        let numbers = Dictionary(uniqueKeysWithValues: cast.enumerated().map { ($1, $0) })
        owners = roster.owners(numbers)
        isHere = cast.map(settings.names.contains)
        var awaited: Set<String> = []
        for (stream, owner) in owners.enumerated()
        where roster.audience[stream] > 0 && !isHere[Int(owner)] {
            awaited.insert(cast[Int(owner)])
        }
        self.awaited = awaited
        words = .allocate(capacity: max(1, cast.count * 3))
        for index in 0..<cast.count * 3 { (words + index).initialize(to: Atomic(0)) }
        notes = Mutex(Notes())
    }

    deinit {
        words.deinitialize(count: cast.count * 3)
        words.deallocate()
    }

    /// The clock that stamps messages of `stream`; nil when it is this gale's own.
    func clock(ofStream stream: Int) -> Clock? {
        let owner = Int(owners[stream])
        guard !isHere[owner] else { return nil }
        let word = words + owner * 3
        return Clock(
            offset: word.pointee.load(ordering: .relaxed),
            error: (word + 1).pointee.load(ordering: .relaxed),
            shift: (word + 2).pointee.load(ordering: .relaxed))
    }

    func set(_ clock: Clock, of name: String) {
        guard let number = cast.firstIndex(of: name) else { return }
        let word = words + number * 3
        word.pointee.store(clock.offset, ordering: .relaxed)
        (word + 1).pointee.store(clock.error, ordering: .relaxed)
        (word + 2).pointee.store(clock.shift, ordering: .relaxed)
    }

    func update(_ estimate: ClockOffset.Estimate, of name: String) {
        guard let number = cast.firstIndex(of: name) else { return }
        let word = words + number * 3
        word.pointee.store(estimate.offset, ordering: .relaxed)
        (word + 1).pointee.store(estimate.error, ordering: .relaxed)
    }

    /// Whether `stream` belongs to one of `names`.
    func owns(_ names: [String], _ stream: Int) -> Bool {
        owners.indices.contains(stream) && names.contains(cast[Int(owners[stream])])
    }

    /// Whether messages of `stream` are published elsewhere and nobody said how many there were.
    func isUntold(_ stream: Int, _ untold: Set<String>) -> Bool {
        let owner = Int(owners[stream])
        return !isHere[owner] && untold.contains(cast[owner])
    }
}

/// What became of the comparison with one other gale's clock.
struct PeerClock: Equatable, Sendable {
    var names: [String]
    /// Nanoseconds.
    var offset: Int64
    /// The largest while messages were taken, in nanoseconds.
    var error: Int64
    var echoes: Int
    var contradictions: Int
}

/// What the loops and the thread that writes letters tell each other.
extension Abroad {
    /// Loop `loop` published this and, as it seems, no more.
    func published(_ streams: [PublishedStream], by loop: Int) {
        notes.withLock { $0.own[loop] = streams }
    }

    func loopEnded() { notes.withLock { $0.loopsEnded += 1 } }

    var loopsEnded: Int { notes.withLock { $0.loopsEnded } }

    /// What all loops published; nil until each has told.
    func ownCounts(loops: Int) -> [StreamCount]? {
        let all = notes.withLock { $0.own }
        guard all.count == loops, var whole = all[0] else { return nil }
        for loop in 1..<max(1, loops) {
            for stream in whole.indices { whole[stream].merge(all[loop]![stream]) }
        }
        return whole.enumerated().compactMap { number, stream in
            guard stream.left > 0 else { return nil }
            return StreamCount(
                stream: number, left: stream.left, acknowledged: stream.acknowledged,
                lastDue: stream.lastDue)
        }
    }

    /// The gale that plays `names` published this.
    func told(_ counts: [StreamCount], by names: [String], audience: [UInt16]) {
        notes.withLock { notes in
            for name in names { notes.counts[name] = name == names[0] ? counts : [] }
            notes.owed = notes.counts.values.joined().reduce(0) {
                $0 + $1.left * Int(audience[$1.stream])
            }
        }
    }

    func left(_ names: [String], isGone: Bool) {
        notes.withLock {
            if isGone { $0.gone.formUnion(names) } else { $0.gone.subtract(names) }
        }
    }

    /// How many messages the gale that plays `names` says it published.
    func published(by names: [String]) -> Int? {
        let counts = notes.withLock { $0.counts[names[0]] }
        return counts.map { $0.reduce(0) { $0 + $1.left } }
    }

    /// Deliveries that what others published makes due here.
    var owed: Int { notes.withLock { $0.owed } }

    /// Whether somebody who is still there has not said what it published.
    var isWaiting: Bool {
        notes.withLock { notes in
            awaited.contains { notes.counts[$0] == nil && !notes.gone.contains($0) }
        }
    }

    /// Names that published for somebody here and never said how much.
    var untold: Set<String> {
        notes.withLock { notes in awaited.filter { notes.counts[$0] == nil } }
    }

    /// Enters what others published into the books.
    func enter(into ledger: inout DeliveryLedger) {
        let all = notes.withLock { Array($0.counts.values.joined()) }
        for count in all {
            let shift = clock(ofStream: count.stream)?.shift ?? 0
            ledger.streams[count.stream].merge(
                PublishedStream(
                    told: count.left, acknowledged: count.acknowledged,
                    lastDue: count.lastDue - shift))
        }
    }

    var clocks: [PeerClock] {
        get { notes.withLock { $0.clocks } }
        set { notes.withLock { $0.clocks = newValue } }
    }
}

extension Roster {
    /// The number of the name that each stream belongs to.
    fileprivate func owners(_ numbers: [String: Int]) -> [UInt16] {
        var owners = [UInt16](repeating: 0, count: streamCount)
        for contingent in contingents {
            let number = UInt16(numbers[contingent.plan.name]!)
            let size = contingent.plan.count
            let count = size * contingent.streamsPerDevice
            for stream in contingent.firstStream..<contingent.firstStream + count {
                owners[stream] = number
            }
            // Who commands a fleet is played with it.
            let first = contingent.firstCommandStream
            for stream in first..<first + size * contingent.plan.model.commands.count {
                owners[stream] = number
            }
        }
        for player in players {
            guard let number = numbers[player.plan.name] else { continue }
            for stream in player.plan.publications.indices {
                owners[player.firstStream + stream] = UInt16(number)
            }
        }
        return owners
    }
}
