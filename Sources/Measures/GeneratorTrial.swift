package import Base

/// Whether the load generator kept its own schedule, second by second and loop by loop, so that
/// its figures can be believed.
///
/// A second counts as late when the p99 of its messages' lateness is above ``Limit/late``; what
/// follows from late seconds is said with ``judge(_:)``. Adjacent seconds with the same symptom
/// are kept as one ``Spell``.
///
/// - Cost: a few comparisons a second; at most ``most`` spells for each symptom of each loop.
package struct GeneratorTrial: Sendable, Equatable {
    /// What the generator's figures are worth.
    package enum Verdict: String, CaseIterable, Sendable {
        case valid, degraded, invalid
    }

    /// What keeps a loop from its schedule, or explains why it did not keep it.
    package enum Symptom: Int, CaseIterable, Sendable {
        /// Messages left late.
        case late
        /// The loop's thread was on a processor or waiting for one nearly all the time: it can do
        /// no more.
        case saturated
        /// The loop's thread was late or saturated, and had to wait for a processor: something
        /// else used them.
        case starved
    }

    /// About a second of one loop.
    package struct Sample: Sendable, Equatable {
        package var from: Instant
        package var until: Instant
        /// Nanoseconds; nil where nothing was due.
        package var latenessP99: Int64?
        /// Share of the time that the thread was on a processor; nil where nobody knows.
        package var busy: Double?
        /// Share of the time that the thread was ready and had no processor.
        package var waiting: Double?

        package init(
            from: Instant, until: Instant, latenessP99: Int64? = nil, busy: Double? = nil,
            waiting: Double? = nil
        ) {
            self.from = from
            self.until = until
            self.latenessP99 = latenessP99
            self.busy = busy
            self.waiting = waiting
        }
    }

    /// A stretch of a loop's time with one symptom.
    package struct Spell: Sendable, Equatable {
        package let symptom: Symptom
        package let loop: Int
        package let from: Instant
        package fileprivate(set) var until: Instant
        /// How much of it had the symptom: less than its length where spells had to be joined.
        package fileprivate(set) var nanoseconds: Int64
        /// Nanoseconds of lateness, or a share of the time.
        package fileprivate(set) var worst: Double
    }

    /// What one loop was seen to do in all.
    package struct Loop: Sendable, Equatable {
        package let number: Int
        /// Nanoseconds on a processor.
        fileprivate(set) var busy = 0.0
        /// Nanoseconds of which it is known how many were on a processor.
        fileprivate(set) var measured: Int64 = 0
        /// Nanoseconds that were looked at in which messages were due.
        fileprivate(set) var scheduled: Int64 = 0
        /// Nanoseconds of seconds that were later than ``Limit/tooLate``.
        fileprivate(set) var tooLate: Int64 = 0
        fileprivate(set) var saturated: Int64 = 0

        /// Share of the time on a processor; nil where nobody knows.
        package var share: Double? { measured > 0 ? busy / Double(measured) : nil }
    }

    /// Spells that are kept for each symptom of each loop.
    package static let most = 8

    /// In the order in which they began, for each loop and symptom.
    package private(set) var spells: [Spell] = []
    /// By number.
    package private(set) var loops: [Loop] = []

    package init() {}

    /// Enters what `loop` did since its sample before.
    package mutating func observe(_ sample: Sample, loop: Int) {
        let length = sample.until.nanoseconds(since: sample.from)
        guard length > 0 else { return }
        let place = place(of: loop)
        if let lateness = sample.latenessP99 {
            loops[place].scheduled += length
            if lateness > Limit.tooLate { loops[place].tooLate += length }
            if lateness > Limit.late { note(.late, sample, length, Double(lateness), loop) }
        }
        if let busy = sample.busy {
            loops[place].measured += length
            loops[place].busy += busy * Double(length)
        }
        if let occupied = sample.occupied, occupied >= Limit.saturated {
            loops[place].saturated += length
            note(.saturated, sample, length, occupied, loop)
        }
        if let starved = sample.starved, starved >= Limit.starved {
            note(.starved, sample, length, starved, loop)
        }
    }

    /// Adds what was seen of other loops of the same run.
    package mutating func merge(_ other: GeneratorTrial) {
        spells += other.spells
        loops = (loops + other.loops).sorted { $0.number < $1.number }
    }

    private mutating func place(of loop: Int) -> Int {
        if let place = loops.firstIndex(where: { $0.number == loop }) { return place }
        loops.append(Loop(number: loop))
        loops.sort { $0.number < $1.number }
        return loops.firstIndex { $0.number == loop }!
    }

    private mutating func note(
        _ symptom: Symptom, _ sample: Sample, _ length: Int64, _ degree: Double, _ loop: Int
    ) {
        let own = spells.indices.filter { spells[$0].symptom == symptom && spells[$0].loop == loop }
        if let last = own.last, spells[last].until >= sample.from || own.count >= Self.most {
            spells[last].until = sample.until
            spells[last].nanoseconds += length
            spells[last].worst = max(spells[last].worst, degree)
        } else {
            spells.append(
                Spell(
                    symptom: symptom, loop: loop, from: sample.from, until: sample.until,
                    nanoseconds: length, worst: degree))
        }
    }
}

extension GeneratorTrial.Sample {
    /// The share of the time that a thread had something to do, with a processor or without.
    fileprivate var occupied: Double? { busy.map { min(1, $0 + (waiting ?? 0)) } }

    /// Of the time that a thread had something to do, the share that it waited for a processor;
    /// nil where that did no harm or nobody knows.
    fileprivate var starved: Double? {
        guard let busy, let waiting, busy + waiting > 0,
            (latenessP99 ?? 0) > GeneratorTrial.Limit.late
                || busy + waiting >= GeneratorTrial.Limit.saturated
        else { return nil }
        return waiting / (busy + waiting)
    }
}
