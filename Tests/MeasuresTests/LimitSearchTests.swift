import Base
import Measures
import Testing

/// The search against brokers that are made up.
@Suite struct LimitSearchTests {
    typealias Outcome = LimitSearch.Outcome

    /// Loads in the order of play, and whether a rest came before each.
    struct Played {
        var search: LimitSearch
        var loads: [Int] = []
        var rests: [Bool] = []
    }

    /// Searches until the end; `broker` sees the load and how often it has been played before.
    static func play(
        from: Int = 1000, to: Int = 1_000_000, within: Double = 0.05, steps: Int = 40,
        _ broker: (Int, Int) -> Outcome
    ) -> Played {
        var played = Played(
            search: LimitSearch(.init(from: from, to: to, within: within, steps: steps)))
        while case .play(let load, let afterRest) = played.search.next {
            let before = played.loads.count { $0 == load }
            played.loads.append(load)
            played.rests.append(afterRest)
            played.search.note(broker(load, before), at: load)
        }
        return played
    }

    @Test(arguments: [1, 2, 3, 7, 999, 1000, 1001, 42_000, 43_217, 999_999])
    func `a sharp limit is found as closely as was asked for`(limit: Int) throws {
        for within in [0, 0.05, 0.5] {
            let search = Self.play(within: within) { load, _ in load <= limit ? .held : .failed }
                .search
            let (holds, fails) = (try #require(search.holds), try #require(search.fails))
            #expect(holds <= limit && limit < fails && search.isComplete)
            #expect(fails - holds <= max(1, Int(Double(holds) * within)), "\(holds) \(fails)")
            #expect(search.limit == .broker)
        }
    }

    @Test func `it doubles, then halves what lies between, in round numbers`() {
        let played = Self.play { load, _ in load <= 5000 ? .held : .failed }
        #expect(
            played.loads == [
                1000, 2000, 4000, 8000, 8000, 6000, 6000, 5000, 5500, 5500, 5300, 5300, 5150, 5150,
                5000,
            ])
        // After each failure, and never before the first.
        #expect(
            played.rests == [
                false, false, false, false, true, true, true, true, false, true, true, true, true,
                true, true,
            ])
    }

    @Test func `one hiccup is no limit, wherever it comes`() {
        for place in 0..<20 {
            var number = -1
            let search = Self.play { load, _ in
                number += 1
                return number == place || load > 5000 ? .failed : .held
            }.search
            #expect(search.isComplete && search.holds == 5000, "hiccup in step \(place)")
        }
    }

    @Test func `a broker that holds everything is tried up to the top and no further`() {
        let played = Self.play(to: 5000) { _, _ in .held }
        #expect(played.loads == [1000, 2000, 4000, 5000])
        #expect(played.search.holds == 5000 && played.search.fails == nil)
        #expect(played.search.limit == nil && played.search.isComplete)
    }

    @Test func `a broker that holds nothing is tried down to one`() {
        let played = Self.play(from: 100) { _, _ in .failed }
        #expect(played.loads == [100, 50, 25, 12, 6, 3, 1].flatMap { [$0, $0] })
        #expect(played.search.holds == nil && played.search.fails == 1)
        #expect(played.search.limit == .broker && played.search.isComplete)
    }

    @Test func `what lies below the start is found where the start fails`() {
        let search = Self.play(from: 1000, within: 0) { load, _ in load <= 77 ? .held : .failed }
            .search
        #expect(search.holds == 77 && search.fails == 78)
    }

    @Test func `the limit of the generator is not that of the broker`() {
        let search = Self.play { load, _ in load <= 3000 ? .held : .late }.search
        #expect(search.holds == 3000 && search.limit == .generator && search.isComplete)
    }

    @Test func `a broker's limit below the generator's is the broker's`() {
        let search = Self.play { load, _ in
            load <= 3000 ? .held : load <= 3500 ? .failed : .late
        }.search
        #expect(search.holds == 3000 && search.limit == .broker)
    }

    @Test(arguments: [
        ([Outcome.failed, .late, .failed], LimitSearch.Limit.broker),
        ([.late, .failed, .late], .generator), ([.late, .late], .generator),
        ([.failed, .failed], .broker), ([.unplayable], .host),
    ])
    func `a load is bad once two of its steps give the same reason`(
        steps: [Outcome], limit: LimitSearch.Limit
    ) {
        var search = LimitSearch(.init(from: 10, to: 10))
        for (number, step) in steps.enumerated() {
            #expect(search.next == .play(10, afterRest: number > 0) && search.fails == nil)
            search.note(step, at: 10)
        }
        #expect(search.fails == 10 && search.limit == limit)
    }

    @Test func `a load that cannot be played is not tried again`() {
        let played = Self.play(from: 100, within: 1) { load, _ in
            load <= 300 ? .held : .unplayable
        }
        #expect(played.loads == [100, 200, 400, 200])
        #expect(played.search.limit == .host && played.search.holds == 200)
    }

    @Test func `luck does not last`() throws {
        // 8000 holds once, by chance; the limit is 5000.
        let search = Self.play { load, before in
            load <= 5000 || load == 8000 && before == 0 ? .held : .failed
        }.search
        let holds = try #require(search.holds)
        #expect((4700...5000).contains(holds) && search.isComplete, "\(holds)")
    }

    @Test func `the steps are counted`() {
        let played = Self.play(steps: 3) { _, _ in .held }
        #expect(played.loads == [1000, 2000, 4000])
        #expect(!played.search.isComplete && played.search.holds == 4000)
    }

    @Test func `a broker of moods cannot keep it from its end or lead it far astray`() throws {
        for seed in 0..<500 {
            var chance = SplitMix64(seed: UInt64(seed))
            let limit = 1 + chance.below(100_000)
            // Around its limit it holds or fails by chance, and is sure beyond a fifth of it.
            let played = Self.play(steps: 1000) { load, _ in
                let share = Double(load) / Double(limit)
                if share < 0.8 { return chance.below(20) == 0 ? .failed : .held }
                if share > 1.2 { return .failed }
                return [Outcome.held, .failed, .late][chance.below(3)]
            }
            #expect(played.search.isComplete && played.loads.count < 100, "seed \(seed)")
            let most = Dictionary(grouping: played.loads) { $0 }.values.map(\.count).max()!
            #expect(most <= 5, "seed \(seed)")
            let holds = played.search.holds ?? 0
            #expect(Double(holds) <= Double(limit) * 1.2, "seed \(seed)")
            if let fails = played.search.fails { #expect(fails > holds, "seed \(seed)") }
        }
    }
}
