import Base
import Testing

@testable import Measures

@Suite struct GeneratorTrialTests {
    private static let millisecond: Int64 = 1_000_000

    private func second(
        _ number: Int, late: Int64? = nil, busy: Double? = nil, waiting: Double? = nil
    ) -> GeneratorTrial.Sample {
        GeneratorTrial.Sample(
            from: .zero + .seconds(number), until: .zero + .seconds(number + 1), latenessP99: late,
            busy: busy, waiting: waiting)
    }

    private func lateness(_ nanoseconds: Int64) -> Histogram {
        var histogram = Histogram()
        for _ in 0..<100 { histogram.record(nanoseconds) }
        return histogram
    }

    @Test(arguments: [
        (0, GeneratorTrial.Verdict.valid), (1_000_000, .valid), (1_002_000, .degraded),
        (10_000_000, .degraded), (10_020_000, .invalid), (4_000_000_000, .invalid),
    ])
    func `the lateness of all messages decides`(
        _ nanoseconds: Int, _ verdict: GeneratorTrial.Verdict
    ) {
        #expect(GeneratorTrial().judge(lateness(Int64(nanoseconds))) == verdict)
    }

    @Test(arguments: [(10_000_000, GeneratorTrial.Verdict.valid), (10_020_000, .degraded)])
    func `what came and waited to be read colours what is answered`(
        _ nanoseconds: Int, _ verdict: GeneratorTrial.Verdict
    ) {
        let delay = lateness(Int64(nanoseconds))
        #expect(GeneratorTrial().judge(lateness(0), readDelay: delay) == verdict)
        #expect(GeneratorTrial().judge(lateness(20_000_000), readDelay: delay) == .invalid)
    }

    /// Of twenty seconds, how many were late by how much; busy for how long.
    @Test(arguments: [
        (0, 0, 0, GeneratorTrial.Verdict.valid), (20, 10, 0, .valid), (1, 11, 0, .degraded),
        (10, 11, 0, .degraded), (11, 11, 0, .invalid), (0, 0, 2, .valid), (0, 0, 3, .degraded),
        (0, 0, 20, .degraded),
    ])
    func `the seconds of one loop decide`(
        _ late: Int, _ milliseconds: Int, _ busy: Int, _ verdict: GeneratorTrial.Verdict
    ) {
        var trial = GeneratorTrial()
        var other = GeneratorTrial()
        for number in 0..<20 {
            trial.observe(
                second(
                    number, late: number < late ? Int64(milliseconds) * Self.millisecond : 0,
                    busy: number < busy ? 0.99 : 0.5), loop: 1)
            other.observe(second(number, late: 0, busy: 0.1), loop: 0)
        }
        #expect(trial.judge(lateness(0)) == verdict)
        other.merge(trial)
        #expect(other.judge(lateness(0)) == verdict, "a good loop hides a bad one")
        #expect(other.loops.map(\.number) == [0, 1])
        #expect(abs(other.loops[0].share! - 0.1) < 1e-9)
    }

    /// Of a second on a processor, and waiting for one.
    @Test(arguments: [
        (0.12, 0.14, GeneratorTrial.Verdict.valid, [GeneratorTrial.Symptom]()),
        (0.45, 0.45, .valid, []), (0.5, 0.46, .degraded, [.saturated, .starved]),
        (0.01, 0.99, .degraded, [.saturated, .starved]), (0.96, 0.01, .degraded, [.saturated]),
    ])
    func `who has no time left is its own limit, whoever had the processors`(
        _ busy: Double, _ waiting: Double, _ verdict: GeneratorTrial.Verdict,
        _ symptoms: [GeneratorTrial.Symptom]
    ) {
        var trial = GeneratorTrial()
        for number in 0..<5 {
            trial.observe(second(number, late: 0, busy: busy, waiting: waiting), loop: 0)
        }
        #expect(trial.judge(lateness(0)) == verdict)
        #expect(trial.spells.map(\.symptom) == symptoms)
        #expect(trial.loops[0].share == busy)
    }

    @Test
    func `seconds without a message say nothing of lateness`() {
        var trial = GeneratorTrial()
        for number in 0..<20 { trial.observe(second(number), loop: 0) }
        trial.observe(second(20, late: 20 * Self.millisecond), loop: 0)
        #expect(trial.judge(lateness(0)) == .invalid, "the only second with messages was late")
    }

    @Test
    func `neighbours are one spell and keep their worst`() {
        var trial = GeneratorTrial()
        let lateness: [Int64] = [0, 2, 5, 3, 0, 4]
        for (number, late) in lateness.enumerated() {
            trial.observe(second(number, late: late * Self.millisecond), loop: 0)
        }
        trial.observe(second(6, late: 0, busy: 0.1, waiting: 0.4), loop: 0)
        trial.observe(second(7, late: 2 * Self.millisecond, busy: 0.1, waiting: 0.01), loop: 0)
        trial.observe(second(8, late: 2 * Self.millisecond, busy: 0.1, waiting: 0.3), loop: 0)
        let spells = trial.spells
        #expect(spells.map(\.symptom) == [.late, .late, .late, .starved])
        #expect(spells.map(\.from) == [1, 5, 7, 8].map { .zero + .seconds($0) })
        #expect(spells.map(\.until) == [4, 6, 9, 9].map { .zero + .seconds($0) })
        #expect(spells.map(\.worst) == [5e6, 4e6, 2e6, 0.3 / 0.4])
    }

    @Test
    func `a day of trouble takes no more room than a minute of it`() {
        var trial = GeneratorTrial()
        for number in 0..<86_400 where number % 2 == 0 {
            trial.observe(second(number, late: 2 * Self.millisecond, busy: 1), loop: 3)
        }
        #expect(trial.spells.count == 2 * GeneratorTrial.most)
        let late = trial.spells.filter { $0.symptom == .late }
        #expect(late.reduce(0) { $0 + $1.nanoseconds } == 43_200 * 1_000_000_000)
        #expect(late.last?.until == .zero + .seconds(86_399))
    }

    @Test
    func `a sample that ends before it begins is passed over`() {
        var trial = GeneratorTrial()
        var sample = second(1, late: 1 << 40, busy: 1)
        sample.until = .zero
        trial.observe(sample, loop: 0)
        #expect(trial == GeneratorTrial())
    }
}

@Suite struct HistogramSinceTests {
    @Test(arguments: 0..<20)
    func `what was recorded since is what a fresh histogram would say`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var whole = Histogram()
        for _ in 0..<chance.below(300) { whole.record(Int64(chance.below(1 << 30))) }
        let before = whole
        var fresh = Histogram()
        for _ in 0...chance.below(300) {
            let value = Int64(chance.below(1 << (1 + chance.below(40))))
            whole.record(value)
            fresh.record(value)
        }
        for fraction in [0, 0.5, 0.99, 1] {
            let seen = whole.quantile(fraction, since: before)!
            let exact = fresh.quantile(fraction)!
            // A fresh one knows its largest value; this one only its slot.
            let most = Double(exact) * (1 + whole.error) + 1
            #expect(seen >= exact && Double(seen) <= most, "seed \(seed), \(fraction)")
        }
    }

    @Test
    func `nothing since is nothing`() {
        var histogram = Histogram()
        #expect(histogram.quantile(0.5, since: histogram) == nil)
        histogram.record(7)
        #expect(histogram.quantile(0.5, since: histogram) == nil)
        #expect(histogram.quantile(0.5, since: Histogram()) == 7)
    }
}
