package io.gabion.node.api;

import io.gabion.node.people.Desk;
import io.gabion.node.view.Board;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API and the live page of a node. */
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final List<String> LOCAL = List.of("127.0.0.1", "localhost", "[::1]");

    private final ActorSystem<?> system;
    private final Routes routes;

    private Api(ActorSystem<?> system, Routes routes) {
        this.system = system;
        this.routes = routes;
    }

    /** As {@link #start(ActorSystem, String, int, List, Board, Tokens, Ingestion, GuardControl, Reading)}, for local callers only. */
    public static CompletionStage<ServerBinding> start(
            ActorSystem<?> system,
            String host,
            int port,
            Board board,
            Tokens tokens,
            Ingestion ingestion,
            GuardControl guard,
            Reading reading) {
        return start(system, host, port, List.of(), board, tokens, ingestion, guard, reading);
    }

    /** As below, where everybody decides with a token of their own. */
    public static CompletionStage<ServerBinding> start(
            ActorSystem<?> system,
            String host,
            int port,
            List<String> allowedHosts,
            Board board,
            Tokens tokens,
            Ingestion ingestion,
            GuardControl guard,
            Reading reading) {
        return start(system, host, port, allowedHosts, board, tokens, ingestion, guard, reading, Desk.NONE);
    }

    /**
     * Listens. The stage fails with a one-line {@link IOException} naming host and port if that cannot be done.
     *
     * @param allowedHosts the names, besides those of this machine's loopback, under which callers reach the node
     * @param desk who decides
     */
    public static CompletionStage<ServerBinding> start(
            ActorSystem<?> system,
            String host,
            int port,
            List<String> allowedHosts,
            Board board,
            Tokens tokens,
            Ingestion ingestion,
            GuardControl guard,
            Reading reading,
            Desk desk) {
        Set<String> hosts = new HashSet<>(LOCAL);
        allowedHosts.forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        Api api = new Api(system, new Routes(system, board, new Gate(tokens, hosts), ingestion, guard, reading, desk));
        CompletableFuture<ServerBinding> listening = new CompletableFuture<>();
        Http.get(system).newServerAt(host, port).bind(api::answer).whenComplete((binding, failure) -> {
            if (failure == null) {
                listening.complete(binding);
            } else {
                listening.completeExceptionally(
                        new IOException("cannot listen on " + host + ":" + port + ": " + reason(failure), failure));
            }
        });
        return listening;
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        try {
            return routes.answer(request)
                    .thenApply(answer -> Answers.tagged(request, answer))
                    .exceptionally(failure -> explain(request, failure));
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(explain(request, failure));
        }
    }

    private HttpResponse explain(HttpRequest request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Batches.leaveUnread(request, system);
        if (cause instanceof Refusal refusal) {
            return Answers.problem(refusal);
        }
        if (cause instanceof TimeoutException) {
            return Answers.problem(
                    new Refusal(503, "what was asked for does not answer now; ask again", "Retry-After", "1"));
        }
        LOG.error("{} {} failed", request.method().value(), request.getUri().path(), cause);
        return Answers.problem(new Refusal(500, "the node could not answer; its log says why"));
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage());
        return message.lines().findFirst().orElse("unknown reason");
    }
}
