import Base
import Devices
import Testing

/// Topics and texts with places to fill in.
@Suite struct TemplateTests {
    private let values = Template.Values(
        id: 123, client: "t \"1\"", name: "turbine", epochMilliseconds: Fixtures.epoch, number: 42)

    @Test(arguments: [
        ("turbines/ev-gen/{id}", "turbines/ev-gen/123"), ("{name}/{client}", "turbine/t \"1\""),
        ("plain", "plain"), ("{", "{"), ("{}", "{}"), ("a{ID}b", "a{ID}b"), ("{{id}}", "{123}"),
        ("ä/{id}/ö", "ä/123/ö"),
    ])
    func `topics are filled in`(_ text: String, _ expected: String) throws {
        #expect(try Template.topic(text).filled(values) == expected)
    }

    @Test(arguments: [
        ("", "a topic needs at least one character"),
        ("a/+/b", "the topic “a/+/b” has + in it; only filters may"),
        ("a/#", "the topic “a/#” has # in it; only filters may"),
        ("a\u{0}b", "the topic “a\u{0}b” has NUL in it; only filters may"),
        ("a/{idd}", "{idd} stands for nothing here; there is {id}, {client}, {name}"),
        ("a/{number}", "{number} stands for nothing here; there is {id}, {client}, {name}"),
        (String(repeating: "x", count: 65_536), "a topic has at most 65535 bytes, not 65536"),
    ])
    func `topics that cannot be are refused`(_ text: String, _ message: String) {
        #expect(throws: Template.Invalid.self) { try Template.topic(text) }
        do throws(Template.Invalid) {
            _ = try Template.topic(text)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test
    func `what is filled into JSON is fit for it`() throws {
        let template = try Template.words(#"{"client":"{client}","id":{id}}"#)
        #expect(template.filled(values) == #"{"client":"t \"1\"","id":123}"#)
    }

    @Test
    func `publications carry a stamp`() throws {
        let template = try Template.publication(
            #"{"at":"{timestamp}","number":{number},"by":"{name}","again":"{timestamp}"}"#)
        var bytes: [UInt8] = [0xFF]
        template.append(values, to: &bytes)
        let payload = Array(bytes.dropFirst())
        #expect(
            Stamp(reading: payload)
                == Stamp(dueMilliseconds: Fixtures.epoch, number: 42, isIntact: true))
        #expect(try JSON(parsing: payload)["number"] == 42)
    }
}
