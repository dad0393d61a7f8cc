import Base
import MQTT
import Testing
import YAML

@testable import Scenarios

/// Topics of whole fleets against filters, and filters against the codec's rules.
@Suite struct TopicTests {
    /// Whatever the codec matches device by device, the template matches at once.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a template matches what its topics match`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = ["a", "b", "{id}", "x{id}", "{id}{id}", "$s", ""]
        let parts = ["a", "b", "+", "#", "7", "x7", "x8", "77", "07", "$s", "", "120"]
        for _ in 0..<4000 {
            let text = (0...random.below(3)).map { _ in words[random.below(words.count)] }
                .joined(separator: "/")
            let filter = (0...random.below(3)).map { _ in parts[random.below(parts.count)] }
                .joined(separator: "/")
            guard TopicFilter.isValid(filter), !text.isEmpty else { continue }
            let ids = 5..<12
            let matched = ids.filter { id in
                TopicFilter.matches(
                    topic: text.replacing("{id}", with: "\(id)"), filter: filter)
            }
            let found: [Int] =
                switch TopicTemplate(text, ids: ids).matches(filter) {
                case .none: []
                case .all: Array(ids)
                case .one(let id): [id]
                }
            #expect(found == matched, "seed \(seed): \(text) against \(filter)")
        }
    }

    /// The form says what is wrong with exactly the filters that the codec refuses.
    @Test(arguments: [1, 2] as [UInt64])
    func `a filter is refused when the codec refuses it`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = ["a", "+", "#", "/", "$share/", "g", "\u{0}", "ü"]
        for _ in 0..<4000 {
            let filter = (0...random.below(6)).map { _ in pieces[random.below(pieces.count)] }
                .joined()
            let node = Node(.text(filter, .quoted), at: Place(file: "f"))
            let isRead = (try? Form.topicFilter.read(node)) != nil
            #expect(isRead == TopicFilter.isValid(filter), "seed \(seed): \(filter)")
        }
    }

    @Test
    func `lengths of topics are counted, not guessed`() {
        let lengths = TopicTemplate("t/{id}", ids: 8..<112).lengths
        #expect(lengths.map(\.bytes) == [3, 4, 5])
        #expect(lengths.map { Int(($0.part * 104).rounded()) } == [2, 90, 12])
    }
}
