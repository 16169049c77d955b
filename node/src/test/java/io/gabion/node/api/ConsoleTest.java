package io.gabion.node.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a real browser. */
class ConsoleTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final List<String> QUIETLY = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    @TempDir
    Path data;

    private RunningApi api;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void launch() {
        assertThat(Files.isExecutable(CHROMIUM)).as("a browser at " + CHROMIUM).isTrue();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(QUIETLY));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(data);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void the_page_asks_for_the_token_once_and_shows_what_happens_as_it_happens() {
        List<String> complaints = new ArrayList<>();
        try (var context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900))) {
            Page page = context.newPage();
            page.onPageError(complaints::add);
            page.navigate(api.uri("/").toString());
            page.fill("#token", "gbn_wrong");
            page.click("button.strong");
            assertThat(page.locator("#refused")).hasText("This token is not known to the node.");

            page.fill("#token", api.admin);
            page.click("button.strong");
            assertThat(page.locator("#link")).hasText("connected");
            assertThat(page.locator("#mode")).hasText("observe only");
            assertThat(page.locator("[data-for=incidents]")).isVisible();
            screenshot(page, "empty");

            Scene.play(api.board, Instant.now());
            assertThat(page.locator("#incidents h3").first()).hasText(Scene.TITLE);
            assertThat(page.locator("#n-open")).hasText("2");
            assertThat(page.locator("#assets .card")).hasCount(2);
            assertThat(page.locator("#containments .clock").first()).containsText("left");

            assertThat(page.locator("#approvals .card")).hasCount(2);
            assertThat(page.locator("#approvals .card").first()).containsText("1 of 2 have approved: paula");
            assertThat(page.locator("#approvals .card").first()).containsText("level 2 told pager");
            assertThat(page.locator("#approvals .card").first()).containsText("pbeesly<b>");
            assertThat(page.locator("#approvals .card").last())
                    .containsText("step block has failed: 203.0.113.7 is failed, no such table");

            assertThat(page.locator("#incidents h3").last()).hasText(Scene.HOSTILE);
            assertThat(page.locator("main img")).hasCount(0);
            assertThat(page.evaluate("window.owned === undefined")).isEqualTo(true);

            page.reload();
            assertThat(page.locator("#incidents .card")).hasCount(2);
            assertThat(page.locator("#approvals .card")).hasCount(2);
            page.locator("#incidents .term").nth(1).hover();
            assertThat(page.locator("#incidents .tip").nth(1)).isVisible();
            screenshot(page, "light-1280");
            var approve = page.locator("#approvals button").first();
            approve.click();
            assertThat(approve).hasText("Really approve?");
            approve.click();
            assertThat(page.locator("#approvals button:disabled")).hasCount(0);
            Scene.ask(api.board, Instant.now(), "approved");
            assertThat(page.locator("#approvals .card")).hasCount(1);
            page.locator("#containments button").first().click();
            page.locator("#containments button").first().click();
            page.click("#freeze");
            assertThat(page.locator("#mode")).hasText("frozen");
            assertThat(api.orders).anyMatch(order -> order.startsWith("release c1 by tester"));
            assertThat(api.orders)
                    .anyMatch(order -> order.contains("r1.ask")
                            && order.contains("approves=true, digest=d")
                            && order.contains(" by tester"));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_page_fits_a_phone_in_the_dark() {
        Scene.play(api.board, Instant.now());
        var narrow = new Browser.NewContextOptions().setViewportSize(400, 800).setColorScheme(ColorScheme.DARK);
        try (var context = browser.newContext(narrow)) {
            Page page = context.newPage();
            page.navigate(api.uri("/").toString());
            page.fill("#token", api.admin);
            page.click("button.strong");
            assertThat(page.locator("#incidents .card")).hasCount(2);
            assertThat(page.evaluate("document.documentElement.scrollWidth <= 400"))
                    .isEqualTo(true);
            screenshot(page, "dark-400");
            page.setViewportSize(1280, 900);
            screenshot(page, "dark-1280");
        }
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "console-" + name + ".png"))
                .setFullPage(true));
    }
}
