/* Runs the Linux program of its own name from within wine: openssl.exe runs openssl. Wine starts a Linux program, but
   gives it no pipes and does not wait for it; files it does share, so a shell does the rest. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <shellapi.h>

static char folder[MAX_PATH];

/* A word for the shell; a path below Z:, or of the root of that, is one of Linux. */
static void quoted(FILE *to, const wchar_t *wide) {
  static char all[65536];
  const char *word = all;
  int below = 0;
  WideCharToMultiByte(CP_UTF8, 0, wide, -1, all, sizeof all, NULL, NULL);
  if (*word == '/' && !strchr(word, '=')) below = 1;
  fputs(" '", to);
  for (; *word; word++) {
    if ((word[0] == 'Z' || word[0] == 'z') && word[1] == ':' && (word[2] == '\\' || word[2] == '/')) below = 1, word += 2;
    if (*word == '\'') fputs("'\\''", to);
    else fputc(below && *word == '\\' ? '/' : *word, to);
  }
  fputs("'", to);
}

static FILE *file(const char *name, const char *mode) {
  char path[MAX_PATH + 16];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *opened = fopen(path, mode);
  if (!opened && *mode == 'w') exit(126);
  return opened;
}

static void copied(FILE *from, FILE *to) {
  char part[4096];
  size_t many;
  while (from && (many = fread(part, 1, sizeof part, from)) > 0) fwrite(part, 1, many, to);
  if (from) fclose(from);
  fflush(to);
}

int main(void) {
  wchar_t here[MAX_PATH], own[MAX_PATH];
  char line[MAX_PATH + 16];
  int code = 127, many;
  wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &many);
  for (int fd = 0; fd < 3; fd++) _setmode(fd, _O_BINARY);
  GetCurrentDirectoryW(MAX_PATH, here);
  GetModuleFileNameW(NULL, own, MAX_PATH);
  wchar_t *name = wcsrchr(own, '\\') + 1;
  *wcsrchr(name, '.') = 0;
  snprintf(folder, sizeof folder, "Z:/tmp/otpdoctor-linux-%lu-%lu", GetCurrentProcessId(), GetTickCount());
  if (!CreateDirectoryA(folder, NULL)) return 126;

  FILE *input = file("in", "wb");
  copied(fdopen(0, "rb"), input);
  fclose(input);
  FILE *run = file("run", "wb");
  fputs("unset LD_PRELOAD\nPATH=/usr/bin:/bin:/usr/local/bin; cd", run);
  quoted(run, here);
  fprintf(run, " && ");
  quoted(run, name);
  for (int at = 1; at < many; at++) quoted(run, words[at]);
  fprintf(run, " <%s/in >%s/out 2>%s/err; echo $? >%s/code; mv %s/code %s/ended\n", folder + 2, folder + 2, folder + 2, folder + 2, folder + 2, folder + 2);
  fclose(run);

  STARTUPINFOA begin = {sizeof begin};
  PROCESS_INFORMATION begun;
  snprintf(line, sizeof line, "sh %s/run", folder + 2);
  if (!CreateProcessA("Z:\\bin\\sh", line, NULL, NULL, FALSE, 0, NULL, NULL, &begin, &begun)) return 126;
  FILE *ended;
  while (!(ended = file("ended", "rb"))) Sleep(2);
  fscanf(ended, "%d", &code);
  fclose(ended);
  copied(file("out", "rb"), stdout);
  copied(file("err", "rb"), stderr);
  const char *names[] = {"in", "run", "out", "err", "ended"};
  for (int at = 0; at < 5; at++) snprintf(line, sizeof line, "%s/%s", folder, names[at]), remove(line);
  RemoveDirectoryA(folder);
  return code;
}
