package io.gabion.loadtests.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls around each of which a node can end: before it, while the target works, and after it, before its answer is told. */
record HaltingCalls(Random random) {
    /** An nft transaction takes a few milliseconds; this up to three times doubled is what a program on another machine takes. */
    private static final int LONGEST_MILLIS = 15;

    private static final int DOUBLED = 4;

    /** @param pass is told that it is {@code before}, {@code in} or {@code after} the call, and may not come back */
    <R> CompletionStage<R> around(Consumer<String> pass, Supplier<CompletionStage<R>> call) {
        pass.accept("before");
        var answer = call.get();
        var wait = Duration.ofMillis(random.nextInt(LONGEST_MILLIS << random.nextInt(DOUBLED)));
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(wait);
                pass.accept("in");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return answer.thenApply(result -> {
            pass.accept("after");
            return result;
        });
    }
}
