import Base
import Foundation
import Reports
import Testing

/// The page as a browser sees it: opened from a disk, charts and all, with no network to ask.
@Suite(.serialized) struct HTMLReportTests {
    static let chromium = "/usr/bin/chromium"

    /// A tool that is not there fails a test with the command that installs it.
    static func require(_ path: String, package: String) throws {
        try #require(
            FileManager.default.fileExists(atPath: path),
            "\(path) is missing: apt-get install \(package)")
    }

    /// The rich report that the formats are tested with, drawn with the real library.
    static func page() throws -> String {
        try require(Assets.chartScriptPath, package: "libjs-chart.js")
        let sample = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../ReportsTests/Snapshots/report.json")
        let report = try Report(json: JSON(parsing: Data(contentsOf: sample)))
        let library = try String(contentsOfFile: Assets.chartScriptPath, encoding: .utf8)
        return Format.html.print(report, with: Assets(chartScript: library))
    }

    @Test
    func `every chart shows a line without a network`() throws {
        try Browser.inDirectory { directory in
            let page = directory.appending(path: "report.html")
            try Data(Self.page().utf8).write(to: page)
            let document = try Browser.run(["--dump-dom", page.absoluteString], in: directory)
            let canvases = document.matches(of: /<canvas id="(\w+)"[^>]*>/)
            #expect(
                canvases.map { String($0.1) } == [
                    "curve", "latency", "throughput", "broker", "bytes",
                ])
            for canvas in canvases {
                #expect(canvas.output.0.contains("data-drawn=\"true\""), "\(canvas.1) is blank")
            }
        }
    }

    @Test(arguments: ["light", "dark"])
    func `a picture of the page shows colours`(_ scheme: String) throws {
        try Browser.inDirectory { directory in
            let page = directory.appending(path: "report.html")
            try Data(Self.page().utf8).write(to: page)
            let picture = directory.appending(path: "page.png")
            _ = try Browser.run(
                [
                    "--screenshot=\(picture.path)", "--window-size=1200,2400",
                    "--hide-scrollbars",
                    "--blink-settings=preferredColorScheme=\(scheme == "dark" ? 0 : 1)",
                    page.absoluteString,
                ], in: directory)
            let image = try Picture(png: Data(contentsOf: picture))
            #expect(image.width == 1200 && image.height == 2400)
            // The banner is red, so look below it, where only charts and badges have colour.
            let colours = image.colours(below: 900)
            #expect(colours.count >= 8, "only \(colours.count) strong colours in \(scheme)")
            let middle = image.pixel(x: 5, y: 2000)
            #expect((middle.red < 64) == (scheme == "dark"), "the page is not \(scheme)")
        }
    }

    @Test
    func `the page cannot ask a network for anything`() throws {
        try Browser.inDirectory { directory in
            // What no report can bring in, put there by hand: the policy must stop it all the same.
            let spy = """
                <script>
                const seen = [];
                addEventListener('securitypolicyviolation', e => {
                  seen.push(e.effectiveDirective);
                  document.body.dataset.stopped = seen.sort().join(' ');
                });
                fetch('http://127.0.0.1:9/c').catch(() => {});
                </script>
                <img src="http://127.0.0.1:9/a"><script src="http://127.0.0.1:9/b"></script></main>
                """
            let page = directory.appending(path: "report.html")
            try Data(Self.page().replacing("</main>", with: spy).utf8).write(to: page)
            // The complaints are events of their own; the page's clock waits for them.
            let document = try Browser.run(
                ["--virtual-time-budget=3000", "--dump-dom", page.absoluteString], in: directory)
            let body = try #require(document.firstMatch(of: /<body[^>]*>/)).output
            for kind in ["connect-src", "img-src", "script-src-elem"] {
                #expect(body.contains(kind), "\(kind) was not stopped: \(body)")
            }
        }
    }
}
