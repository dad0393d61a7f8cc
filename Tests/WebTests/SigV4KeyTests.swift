import Testing

@testable import Web

/// Where keys come from, and that they go nowhere.
@Suite struct SigV4KeyTests {
    static let file = """
        # keys
        [default]
        aws_access_key_id = AKIDONE
        aws_secret_access_key=one/=+
        region = x

        [ other ]
        AWS_ACCESS_KEY_ID=AKIDTWO
        aws_secret_access_key = two
        aws_session_token = tok=
        s3 =
          max = 3
        [profile third]
        aws_access_key_id = AKIDTHREE
        aws_secret_access_key = three
        ; end
        """

    @Test(arguments: [
        ("default", "AKIDONE", "one/=+", nil as String?), ("other", "AKIDTWO", "two", "tok="),
        ("third", "AKIDTHREE", "three", nil),
    ])
    func `a profile is read`(_ profile: String, id: String, secret: String, token: String?) throws {
        for text in [Self.file, Self.file.replacing("\n", with: "\r\n")] {
            let key = try SigV4.Key(
                profile: profile, credentials: Array(text.utf8), file: "credentials")
            #expect(
                key == SigV4.Key(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
        }
    }

    @Test(arguments: [
        ("", "f: there is no profile “default”; there is none"),
        ("[a]\n[b]\n", "f: there is no profile “default”; there is a, b"),
        ("[default]\n", "f: profile “default” has no aws_access_key_id"),
        (
            "[default]\naws_access_key_id=a\naws_secret_access_key=\n",
            "f: profile “default” has no aws_secret_access_key"
        ),
        ("a=b\n", "f:1: a key stands before any [profile]"),
        ("\n[default\n", "f:2: a section is written [name]"),
        ("[default]\n\nnonsense\n", "f:3: a line is written key = value"),
        ("[default]\n=x\n", "f:2: a line is written key = value"),
        (
            "[default]\naws_access_key_id=a\naws_access_key_id=b\n",
            "f:3: aws_access_key_id is given twice"
        ),
    ])
    func `a bad file is named with its line`(_ text: String, message: String) throws {
        let error = try #require(throws: SigV4.ProfileError.self) {
            try SigV4.Key(profile: "default", credentials: Array(text.utf8), file: "f")
        }
        #expect(error.description == message)
    }

    @Test func `a file that is no text is refused`() {
        #expect(throws: SigV4.ProfileError.self) {
            try SigV4.Key(profile: "default", credentials: [0x5B, 0xFF], file: "f")
        }
    }

    @Test func `the environment gives keys or none`() {
        var environment = ["AWS_ACCESS_KEY_ID": "a"]
        #expect(SigV4.Key(environment: environment) == nil)
        environment["AWS_SECRET_ACCESS_KEY"] = ""
        #expect(SigV4.Key(environment: environment) == nil)
        environment["AWS_SECRET_ACCESS_KEY"] = "b"
        environment["AWS_SESSION_TOKEN"] = ""
        #expect(
            SigV4.Key(environment: environment)
                == SigV4.Key(accessKeyID: "a", secretAccessKey: "b"))
        environment["AWS_SESSION_TOKEN"] = "c"
        #expect(SigV4.Key(environment: environment)?.sessionToken == "c")
    }

    @Test func `no way of printing shows a secret`() {
        let key = SigV4.Key(
            accessKeyID: "AKID", secretAccessKey: "hush-hush", sessionToken: "mum-mum")
        var dumped = ""
        dump([key], to: &dumped)
        for text in [
            "\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)",
        ] {
            #expect(!text.contains("hush") && !text.contains("mum"), "\(text)")
        }
        #expect("\(key)" == "the keys of AKID")
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (-1, "19691231T235959Z"),
        (1_440_938_160, "20150830T123600Z"), (1_709_251_199, "20240229T235959Z"),
        (4_107_542_400, "21000301T000000Z"), (253_402_300_799, "99991231T235959Z"),
        (-62_167_219_200, "00000101T000000Z"),
    ])
    func `a date is written and read back`(_ seconds: Int64, text: String) {
        #expect(SigV4.Date(epochSeconds: seconds).text == text)
        #expect(SigV4.Date(text)?.epochSeconds == seconds)
    }

    @Test(arguments: [
        "", "20150830T123600", "20150830t123600Z", "20150830T123600z", "2015083OT123600Z",
        "20150229T000000Z", "20150431T000000Z", "20151301T000000Z", "20150800T000000Z",
        "20150830T240000Z", "20150830T006000Z", "20150830T000060Z", "+0150830T123600Z",
    ])
    func `what is no date is nil`(_ text: String) {
        #expect(SigV4.Date(text) == nil)
    }

    @Test func `every day of four centuries is one after the other`() {
        var last = ""
        for day in stride(from: Int64(-146_097), to: 146_097, by: 1) {
            let date = SigV4.Date(epochSeconds: day * 86_400)
            #expect(date.text > last)
            last = date.text
            if day % 97 == 0 { #expect(SigV4.Date(date.text) == date) }
        }
    }
}
