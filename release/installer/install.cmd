@echo off
rem Installs the program for the person who runs it, without a connection. install.cmd --to FOLDER chooses a place.
setlocal
chcp 65001 >nul
set "CHECK=import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) or sys.maxsize < 2**32)"
for %%V in (3.14 3.13 3.12 3.11) do (
  py -%%V -c "%CHECK%" >nul 2>nul && (
    py -%%V -I "%~dp0files\install.py" %*
    goto end
  )
)
for %%P in (python python3) do (
  %%P -c "%CHECK%" >nul 2>nul && (
    %%P -I "%~dp0files\install.py" %*
    goto end
  )
)
echo Python 3.11 to 3.14 (64-bit) is needed, and was not found.
echo   Install "Python 3.13" from the Microsoft Store, or from https://www.python.org/downloads/windows/
echo   Then double-click install.cmd again.
echo Python 3.11 à 3.14 (64 bits) est nécessaire et n’a pas été trouvé.
echo   Installez « Python 3.13 » depuis le Microsoft Store, ou depuis https://www.python.org/downloads/windows/
echo   Puis double-cliquez de nouveau sur install.cmd.
:end
pause
