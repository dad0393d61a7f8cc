import Base
import Fleet
import Testing

@Suite struct PortionTests {
    @Test func `a portion is exact, spread and the same for every loop`() throws {
        for seed in UInt64(0)..<40 {
            for count in [1, 2, 3, 7, 10, 100, 333] {
                for percent in [0, 1, 10, 25, 33, 50, 66, 90, 99, 100] {
                    let share = Double(percent) / 100
                    let portion = Portion(of: share, among: count, seed: seed)
                    let again = Portion(of: share, among: count, seed: seed)
                    let ranks = (0..<count).map { portion.rank(of: $0) }
                    let place = "seed \(seed), \(percent) % of \(count)"
                    #expect(portion.size == count * percent / 100, "\(place)")
                    // Ranks are the numbers from zero, each once.
                    #expect(
                        ranks.compactMap { $0 }.sorted() == Array(0..<portion.size), "\(place)")
                    #expect(ranks == (0..<count).map { again.rank(of: $0) }, "\(place)")
                    guard portion.size > 0 else { continue }
                    // No stretch is left out: between two chosen ones at most what the share says.
                    let chosen = ranks.indices.filter { ranks[$0] != nil }
                    let gaps = zip(chosen, chosen.dropFirst()).map { $1 - $0 }
                    #expect((gaps.max() ?? 0) <= 2 * count / portion.size + 1, "\(place)")
                }
            }
        }
    }

    @Test func `turns are spread over the phase, on whole milliseconds`() throws {
        let start = Instant.zero + .seconds(5)
        for (count, share, length) in [(10, 1.0, 1000), (100, 0.5, 777), (7, 1.0, 3), (3, 1.0, 0)] {
            let portion = Portion(of: share, among: count, seed: 3)
            let turns = (0..<count).compactMap {
                portion.turn(of: $0, from: start, length: .milliseconds(length))
            }.sorted()
            #expect(turns.count == portion.size)
            #expect(turns.first == start)
            #expect(turns.allSatisfy { $0.nanoseconds % 1_000_000 == 0 })
            #expect(turns.allSatisfy { $0 < start + .milliseconds(max(1, length)) })
            let gaps = zip(turns, turns.dropFirst()).map { $1 - $0 }
            #expect(gaps.allSatisfy { $0 <= .milliseconds(length / portion.size + 1) })
        }
    }

    @Test func `another seed chooses others`() {
        let choices = (UInt64(0)..<50).map { seed in
            (0..<100).filter { Portion(of: 0.1, among: 100, seed: seed).rank(of: $0) != nil }
        }
        #expect(Set(choices).count > 5)
    }
}
