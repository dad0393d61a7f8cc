import MQTT
import Testing

/// Names, filters, and which go together.
@Suite struct TopicTests {
    @Test(arguments: [
        ("a/b", "a/b", true), ("a/b", "a/+", true), ("a", "a/#", true), ("$a/b", "#", false),
    ])
    func `a filter matches the topics it should`(topic: String, filter: String, wanted: Bool) {
        #expect(TopicFilter.matches(topic: topic, filter: filter) == wanted)
    }
}
