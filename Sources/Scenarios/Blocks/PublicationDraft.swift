import Base
import Devices
import MQTT
import YAML

/// Messages of an application as they were written.
struct PublicationDraft: Sendable {
    var topic = ""
    var payload = "{\"timestamp\":\"{timestamp}\",\"number\":{number}}"
    var qos = QoS.atLeastOnce
    var retain = false
    var every = Duration.seconds(1)

    static let block = Block<PublicationDraft>(
        "publication", "Messages that an application publishes by itself.",
        [
            Key(
                "topic", Form.topicName.filling([.id, .name]), \.topic, .required,
                "Where; {name} is the name of the instance, {id} its number.",
                example: "news/weather"),
            Key(
                "payload", payloadForm.filling([.timestamp, .number, .name]), \.payload,
                .otherwise("{\"timestamp\":\"{timestamp}\",\"number\":{number}}"),
                "What; {timestamp} must be in it, {number} and {name} may."),
            Key("qos", .qos, \.qos, .otherwise("1"), "The QoS at which they are published."),
            Key(
                "retain", .bool, \.retain, .otherwise("false"),
                "Whether the broker keeps the last one."),
            Key("every", .milliseconds, \.every, .required, "How often.", example: "1s"),
        ])

    private static let payloadForm = Form<String>("TEXT") { (node) throws(Problem) in
        let text =
            node.mapping == nil ? try Form.text.read(node) : try node.json().compact
        guard text.contains("{timestamp}") else {
            throw node.problem(
                "a payload needs {timestamp}, by which gale knows the message when it arrives")
        }
        return text
    }

    var plan: PublicationPlan {
        PublicationPlan(topic: topic, payload: payload, qos: qos, retain: retain, every: every)
    }
}
