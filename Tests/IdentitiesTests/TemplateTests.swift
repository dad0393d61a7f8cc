import Identities
import Testing

/// Texts with the number of a thing in them.
@Suite struct TemplateTests {
    @Test(
        arguments: [
            ("thing-{id}", 1, "thing-1"), ("turbine-{id:5}", 42, "turbine-00042"),
            ("{id:2}", 12345, "12345"), ("site-{id/100}", 100, "site-0"),
            ("site-{id/100}", 101, "site-1"), ("rack-{id%8:2}", 9, "rack-00"),
            ("rack-{id%8:2}", 8, "rack-07"), ("{{id}}-{id}", 3, "{id}-3"), ("plain", 9, "plain"),
            ("{id}/{id}", 7, "7/7"), ("a{{{id}", 7, "a{7"), ("", 1, ""), ("Ä{id}ö", 5, "Ä5ö"),
        ] as [(String, Int, String)])
    func `a template gives each number its text`(
        template: String, number: Int, text: String
    ) throws {
        #expect(try Template(parsing: template).text(for: number) == text)
    }

    @Test(arguments: [
        "{", "}", "{id", "id}", "{}", "{ID}", "{id:}", "{id:0}", "{id:21}", "{id:x}", "{id/0}",
        "{id%}", "{id%-1}", "{id*2}", "{id:1:2}", "{name}", "a{{{id",
    ])
    func `what cannot be read is quoted`(template: String) {
        let error = #expect(throws: IdentityError.self) { try Template(parsing: template) }
        #expect(error?.message.contains("“\(template)”") == true)
        #expect(error?.message.contains("{id}") == true)
    }

    @Test(arguments: [
        ("t-{id}", true), ("{id:9}", true), ("t", false), ("{id/2}", false), ("{id%2}", false),
        ("{id%2}{id}", true), ("{{id}}", false),
    ])
    func `only a template with the whole number tells things apart`(
        template: String, isUnique: Bool
    ) throws {
        #expect(try Template(parsing: template).isUnique == isUnique)
    }
}
