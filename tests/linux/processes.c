/* tests/linux/processes.c: signals, processes and threads, as glibc asks Linux for them. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- signals --- */

static volatile int number;
static volatile double product;

static void handle(int signal) {
    number = signal;
    product = 1.5 * signal;
}

static sigjmp_buf place;
static void jump(int signal) { siglongjmp(place, signal); }

static void signals(void) {
    volatile double kept = 3.25;
    signal(SIGUSR1, handle);
    raise(SIGUSR1);
    printf("handled %d, %g; kept %g\n", number, product, kept);

    sigset_t blocked, waiting;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    number = 0;
    raise(SIGUSR1);
    sigpending(&waiting);
    printf("blocked: handled %d, waiting %d\n", number, sigismember(&waiting, SIGUSR1));
    sigprocmask(SIG_UNBLOCK, &blocked, NULL);
    printf("unblocked: handled %d\n", number);

    signal(SIGSEGV, jump);
    const int signal_number = sigsetjmp(place, 1);
    if (signal_number == 0) *(volatile int*)8 = 1;
    printf("out of the handler of signal %d\n", signal_number);
}

/* --- processes --- */

static int status_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static void processes(void) {
    pid_t child = fork();
    if (child == 0) _exit(5);
    printf("exit status %d\n", WEXITSTATUS(status_of(child)));
    child = fork();
    if (child == 0) {
        raise(SIGTERM);
        _exit(1);
    }
    printf("ended by signal %d\n", WTERMSIG(status_of(child)));
    printf("no child: %s\n", waitpid(-1, NULL, 0) < 0 ? strerror(errno) : "there is one");

    int ends[2];
    char bytes[6] = "";
    if (pipe(ends) != 0) return;
    child = fork();
    if (child == 0) _exit(write(ends[1], "piped", 5) == 5 ? 0 : 1);
    const long length = read(ends[0], bytes, 5);
    printf("%ld bytes: %s, %d\n", length, bytes, status_of(child));
}

/* --- threads --- */

enum { THREADS = 4, ROUNDS = 1000 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int count;
static __thread int own;

static void* add(void* argument) {
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        count++;
        own++;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return (void*)((long)argument * own);
}

static void threads(void) {
    pthread_t made[THREADS];
    for (long i = 0; i < THREADS; i++) pthread_create(&made[i], NULL, add, (void*)i);
    pthread_mutex_lock(&mutex);
    while (count < THREADS * ROUNDS) pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    long sum = 0;
    for (int i = 0; i < THREADS; i++) {
        void* result = NULL;
        pthread_join(made[i], &result);
        sum += (long)result;
    }
    printf("%d, %ld, %d\n", count, sum, own);

    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    pthread_mutex_lock(&mutex);
    const int waited = pthread_cond_timedwait(&changed, &mutex, &soon);
    pthread_mutex_unlock(&mutex);
    printf("a time that is over: %s\n", strerror(waited));
}

/* --- what else libraries rely on --- */

static void files(void) {
    struct stat folder, nothing;
    printf("a folder: %d\n", stat("/dev", &folder) == 0 && S_ISDIR(folder.st_mode));
    printf("nothing: %s\n", stat("/none", &nothing) < 0 ? strerror(errno) : "there is something");
    const struct timespec nap = {0, 1000};
    printf("a nap: %d\n", nanosleep(&nap, NULL));
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0); /* so that children have nothing to print again */
    signals();
    processes();
    threads();
    files();
    abort();
}
