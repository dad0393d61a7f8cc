import Base
import Scenarios
import Testing
import YAML

/// What a dry run says.
@Suite struct PredictionTests {
    @Test
    func `a dry run prints connections, messages and bytes`() throws {
        let prediction = Prediction(try plan(sample), isEmbedded: true) { fleet, _ in
            fleet.name == "turbines" ? 148 : 60
        }
        try expectSnapshot(prediction.text, "dry-run.txt")
    }

    @Test
    func `two dry runs are the same byte for byte`() throws {
        let texts = try (0..<2).map { _ in
            Prediction(try plan(sample), isEmbedded: false) { _, _ in 100 }.text
        }
        #expect(texts[0] == texts[1])
    }

    /// Ten turbines at QoS 0, one message a second for ten seconds, 100 bytes, one subscriber.
    @Test
    func `figures of a small plan are those of a pencil`() throws {
        let plan = try plan(
            """
            name: s
            fleets: [{name: t, model: turbine, count: 9, mqtt: 3.1.1}]
            applications: [{name: a, mqtt: 3.1.1, subscribe: turbines/#}]
            phases: [hold: 10s]
            """)
        let prediction = Prediction(plan, isEmbedded: false) { _, _ in 100 }
        #expect(prediction.connections == 10)
        #expect(prediction.messagesPerSecond == 9)
        #expect(prediction.messages == 90)
        #expect(prediction.deliveries == 90)
        // turbines/ev-gen/1 has 17 bytes; a fixed header of 2 and a length of 2 are the rest.
        #expect(prediction.steady.payload == 2 * 900)
        #expect(prediction.steady.topic == 2 * 9 * 17)
        #expect(prediction.steady.mqtt == 2 * 9 * 4)
        #expect(prediction.steady.acknowledgements == 0)
        #expect(prediction.whole.payload == 2 * 9000)
    }

    @Test
    // Ten devices for 2 + 6 + 2 seconds, and three more from each of five.
    func `a ramp counts half and a burst what is connected`() throws {
        let plan = try plan(
            """
            name: s
            fleets: [{name: t, model: turbine, count: 10}]
            phases: [ramp: 4s, hold: 6s, burst: {messages: 3, over: 2s, share: 50%}]
            """)
        let prediction = Prediction(plan, isEmbedded: false) { _, _ in 100 }
        #expect(prediction.messages == 115)
    }
}
